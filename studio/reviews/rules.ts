import { Refused } from "#config/errors.ts";
import type { Decision, VideoInReview } from "#db/queries/reviews.ts";
import { makingStates } from "#db/queries/variants.ts";

const making: readonly string[] = makingStates;
const deeds = { approved: "approved", "sent-back": "sent back", rejected: "rejected" } as const;

/** Why nothing can be decided on this video by somebody who looked at the bytes `shown`; undefined when it can. */
export function whyNotDecidable(
  video: VideoInReview,
  shown: string,
  standing: Pick<Decision, "decision" | "decider"> | undefined,
): Refused | undefined {
  if (video.supersededAt) {
    return new Refused(
      "superseded",
      `Version ${video.version} was replaced by a newer one. Open the newest to decide.`,
    );
  }
  if (video.sha256 !== shown) {
    return new Refused("changed", "This video changed while you looked at it. Watch it again before you decide.");
  }
  if (standing) {
    return new Refused(
      "already-decided",
      `${standing.decider ?? "Someone"} has already ${deeds[standing.decision]} this video. Undo that first to decide anew.`,
    );
  }
  if (video.state !== "in-review") {
    return new Refused(
      "not-in-review",
      "This video is not up for review right now. Look at its page to see where it is.",
    );
  }
  return undefined;
}

/** Why this video cannot be approved: everything of `whyNotDecidable`, and findings that block. */
export function whyNotApprovable(
  video: VideoInReview,
  shown: string,
  standing: Pick<Decision, "decision" | "decider"> | undefined,
  findings: { severity: string; message: string }[],
): Refused | undefined {
  const undecidable = whyNotDecidable(video, shown, standing);
  if (undecidable) return undecidable;
  const blocking = findings.filter((finding) => finding.severity === "block");
  if (blocking.length === 0) return undefined;
  const others = blocking.length > 1 ? ` and ${blocking.length - 1} more` : "";
  return new Refused("blocked", `A check blocks this video: ${blocking[0]?.message}${others}. Send it back instead.`);
}

/** A reviewer's note, trimmed. Sending back needs one, because the next version is made from it. */
export function noteFor(decision: "sent-back" | "rejected", note: string): string | null {
  const trimmed = note.trim();
  if (trimmed.length > 1000) {
    throw new Refused("note-too-long", "A note has at most 1,000 characters. Shorten it to what matters most.", "note");
  }
  if (decision === "sent-back" && !trimmed) {
    throw new Refused("note-missing", "Say what to change. The next version is made from your note.", "note");
  }
  return trimmed || null;
}

/** Why a decision cannot be taken back; undefined when it can. `post` is the video's living post. */
export function whyNotWithdrawable(
  video: VideoInReview,
  standing: Pick<Decision, "decision"> | undefined,
  post: { state: string } | undefined,
): Refused | undefined {
  if (!standing) return new Refused("nothing-to-undo", "There is no decision on this video to take back.");
  if (post?.state === "published") {
    return new Refused("published", "This video is already published, so its approval stands.");
  }
  if (post) {
    return new Refused("has-post", "This video has a post on the calendar. Take the post off the calendar first.");
  }
  if (video.supersededAt) {
    return new Refused("superseded", "A newer version has taken this video's place. Decide on that one.");
  }
  if (standing.decision === "approved" && making.includes(video.state)) {
    return new Refused("in-the-making", "Its final version is being filmed. Stop the filming on its page first.");
  }
  if (standing.decision === "sent-back" && video.state !== "queued" && video.state !== "failed") {
    return new Refused("in-the-making", "The next version is already being made. Decide on that one when it arrives.");
  }
  return undefined;
}
