import { existsSync, readFileSync, statSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { checkClaims } from "#studio/claims/gate.ts";
import { type Speaker, speakers } from "#studio/claims/policy.ts";
import { readJsonLines } from "#studio/claims/sentence-lines.ts";
import { type Noun, UsageError } from "./command.ts";

export const claims: Noun = {
  check: {
    usage: "[--persona synthetic|cameo] --jsonl <file>",
    does: "Judges each line's text: allow, evidence or block, with why and words that pass instead",
    async run(args, desk) {
      const options = { persona: { type: "string", default: "synthetic" }, jsonl: { type: "string" } } as const;
      const { values } = parseArgs({ args, options });
      const speaker = readSpeaker(values.persona);
      if (values.jsonl === undefined) throw new UsageError("Say which file to read, with --jsonl <file>.");
      for (const { id, text } of readJsonLines(readFile(desk.pathOf(values.jsonl), values.jsonl), line)) {
        const { verdict, kind, why, rewrite } = checkClaims(text, { speaker });
        desk.say(JSON.stringify({ id, verdict, kind, why, rewrite }));
      }
      return 0;
    },
  },
};

const line = z.object(
  {
    id: z.union([z.string(), z.number()], "a line needs an id, a text or a number"),
    text: z.string("a line needs a text").max(200_000, "a text has at most 200,000 characters"),
  },
  "a line is an object with an id and a text",
);

/** A real creator is a cameo by another name. */
function readSpeaker(typed: string): Speaker {
  const speaker = typed === "creator" || typed === "real" ? "cameo" : speakers.find((known) => known === typed);
  if (!speaker) throw new UsageError(`There is no persona kind “${typed}”. Known: ${speakers.join(", ")}.`);
  return speaker;
}

function readFile(path: string, typed: string): string {
  if (!existsSync(path) || !statSync(path).isFile()) throw new UsageError(`There is no file at ${typed}.`);
  return readFileSync(path, "utf8");
}
