/** The ways captions may be set, each with what a person choosing it reads. Pure, so that a browser may import it. */
export const captionStyleNotes = {
  highlight: "Two lines; the word being said on a marker in the accent colour",
  pop: "One word at a time, very large",
  karaoke: "Two lines that fill with colour as they are said",
  boxed: "White on solid dark plates, the word being said in colour",
  outline: "Plain white with a dark outline",
  typewriter: "Words appear on a paper strip as they are said",
  bubble: "A speech bubble that points at who speaks",
} as const;
export type CaptionStyle = keyof typeof captionStyleNotes;
export const captionStyles = Object.keys(captionStyleNotes) as [CaptionStyle, ...CaptionStyle[]];

/** The end cards that a kit may choose from. */
export const endCardNotes = {
  spotlight: "The theatre: curtains, the mark in the light, a round button",
  poster: "A flat poster in the main colour, everything set from one edge",
  split: "The mark on the surface colour above, the call on the accent colour below",
} as const;
export type EndCardDesign = keyof typeof endCardNotes;
export const endCardDesigns = Object.keys(endCardNotes) as [EndCardDesign, ...EndCardDesign[]];
