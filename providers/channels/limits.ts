import type { ChannelDraft, ChannelFinding, ChannelLimits } from "./contract.ts";

/**
 * What of a post lies outside a network's limits, a sentence each. Characters are counted as UTF-16 units, as networks
 * do.
 */
export function findLimitBreaches(network: string, limits: ChannelLimits, post: ChannelDraft): ChannelFinding[] {
  const { video, caption } = post;
  const block = (code: string, message: string): ChannelFinding => ({ code, severity: "block", message });
  const breaches: ChannelFinding[] = [];
  if (caption.length > limits.captionCharacters) {
    const over = caption.length - limits.captionCharacters;
    breaches.push(
      block(
        "caption-too-long",
        `${network} takes captions of ${limits.captionCharacters} characters; take ${over} off.`,
      ),
    );
  }
  if (video.seconds < limits.minSeconds || video.seconds > limits.maxSeconds) {
    const range = `${limits.minSeconds} to ${limits.maxSeconds} seconds`;
    breaches.push(
      block("wrong-length", `${network} takes videos of ${range}; this one has ${video.seconds.toFixed(1)}.`),
    );
  }
  if (video.bytes > limits.maxBytes) {
    breaches.push(
      block(
        "too-large",
        `${network} takes files of ${megabytes(limits.maxBytes)} MB; this one has ${megabytes(video.bytes)}.`,
      ),
    );
  }
  if (!limits.mime.includes(video.mime)) {
    breaches.push(block("wrong-format", `${network} takes ${limits.mime.join(", ")}; this is ${video.mime}.`));
  }
  if (!limits.ratios.some((ratio) => hasRatio(video, ratio))) {
    const shape = `${video.width}×${video.height}`;
    breaches.push(block("wrong-ratio", `${network} takes ${limits.ratios.join(", ")}; this video is ${shape}.`));
  }
  return breaches;
}

/** Within one percent, because encoders round to even pixels. */
function hasRatio(video: { width: number; height: number }, ratio: string): boolean {
  const [across = 1, down = 1] = ratio.split(":").map(Number);
  const wanted = across / down;
  return Math.abs(video.width / video.height - wanted) <= wanted / 100;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}
