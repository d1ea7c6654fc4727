import type { Facts } from "./facts.ts";
import { finding, type QualityFinding, say } from "./finding.ts";

/** The sizes that the studio makes: by ratio, final tier. */
const sizes: Record<string, [width: number, height: number]> = {
  "9:16": [1080, 1920],
  "1:1": [1080, 1080],
  "4:5": [1080, 1350],
  "16:9": [1920, 1080],
};

/** A file that is not what the studio makes, or that a network of the brief would not take. */
export function findFormat({ found, board, networks }: Pick<Facts, "found" | "board" | "networks">): QualityFinding[] {
  const { width, height, videoCodec, audioCodec, seconds, fps, bytes } = found;
  const [wide, high] = sizes[board.ratio] ?? [1080, 1920];
  const findings: QualityFinding[] = [];
  if (width !== wide || height !== high || videoCodec !== "h264" || audioCodec !== "aac") {
    const is = `${width}×${height}, ${videoCodec ?? "no picture"} and ${audioCodec ?? "no sound"}`;
    const message = `The video is ${is}; it should be ${wide}×${high} in H.264 with AAC sound.`;
    findings.push(finding("format", "block", message, { fix: { action: "make-again" } }));
  }
  for (const network of networks) {
    const problem = whyNotTaken();
    if (problem) findings.push(finding("format", "block", `${network.name} does not take this video: ${problem}.`));

    function whyNotTaken(): string | undefined {
      const span = `${network.seconds.min} to ${network.seconds.max} s`;
      if (seconds < network.seconds.min || seconds > network.seconds.max)
        return `it is ${say(seconds)} long, and ${span} are taken`;
      if (bytes > network.megabytes * 1e6)
        return `it has ${Math.round(bytes / 1e6)} MB, and ${network.megabytes} are the most`;
      if (fps < network.fps.min - 0.1 || fps > network.fps.max + 0.1)
        return `it plays ${Math.round(fps)} pictures a second, and ${network.fps.min} to ${network.fps.max} are taken`;
      if (width < network.width.min || width > network.width.max)
        return `it is ${width} pixels wide, and ${network.width.min} to ${network.width.max} are taken`;
      if (videoCodec && !network.videoCodecs.includes(videoCodec)) return `its picture is ${videoCodec}`;
      if (audioCodec && !network.audioCodecs.includes(audioCodec)) return `its sound is ${audioCodec}`;
      return undefined;
    }
  }
  return findings;
}
