/** Where a persona is at home on camera, for forms and for the drawing. Pure, so that a browser may import it. */
export const roomWords = [
  "kitchen",
  "living room",
  "desk",
  "balcony",
  "garden",
  "studio",
  "gym",
  "bathroom",
  "workshop",
  "café",
] as const;
export type Room = (typeof roomWords)[number];
