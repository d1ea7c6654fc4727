import type { SerializeFrom } from "@remix-run/node";
import type { loader } from "../routes/b.$brand.scripts.$variantId.tsx";

/** What the page of one script is given. */
export type ScriptPage = SerializeFrom<typeof loader>;
export type DeskFinding = ScriptPage["findings"][number];

/** What is being typed: the words of a script that a person may change. */
export type Typed = { scenes: { line: string; onScreen: string }[]; caption: string; hashtags: string };

export function typedFrom(script: ScriptPage["script"]): Typed {
  return {
    scenes: script.scenes.map(({ line, onScreen }) => ({ line, onScreen: onScreen ?? "" })),
    caption: script.caption,
    hashtags: script.hashtags.map((tag) => `#${tag}`).join(" "),
  };
}

/** The form's part that every intent sends along. */
export function asForm(typed: Typed): string {
  const hashtags = typed.hashtags.split(/[\s,]+/).filter(Boolean);
  return JSON.stringify({ ...typed, hashtags });
}
