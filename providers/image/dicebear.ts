import type { Portrait } from "#media/storyboard.ts";
import { ProviderError } from "#providers/errors.ts";
import type { ImageProvider } from "./contract.ts";

/** Sharp on a phone held upright. */
const pixels = 1024;

/**
 * The drawn portraits, as a source of pictures: free, offline, the same every time. They look straight ahead and hold
 * nothing. `draw` is media's; a provider draws nothing itself.
 */
export function createDicebear(draw: (face: Portrait, options: { size: number }) => Uint8Array): ImageProvider {
  return {
    id: "dicebear",
    priceMicros: 0,
    subjects: ["portrait"],
    async make({ subject, face }) {
      if (subject !== "portrait" || !face) {
        const message =
          "The drawn portraits look straight ahead and hold nothing. Set up a picture model for this picture.";
        throw new ProviderError("reject", message);
      }
      return { bytes: draw(face, { size: pixels }), provider: "dicebear", model: null, costMicros: 0 };
    },
  };
}
