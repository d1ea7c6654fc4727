import { existsSync, readFileSync, statSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { Refused } from "#config/errors.ts";
import { ProviderError } from "#providers/errors.ts";
import { findLanguageModel } from "#providers/text/index.ts";
import { checkClaims } from "#studio/claims/gate.ts";
import { type Speaker, speakers } from "#studio/claims/policy.ts";
import { askSecondOpinion } from "#studio/claims/second-opinion.ts";
import { readJsonLines } from "#studio/claims/sentence-lines.ts";
import { type Noun, UsageError } from "./command.ts";

export const claims: Noun = {
  check: {
    usage: "[--persona synthetic|cameo] [--second-opinion] --jsonl <file>",
    does: "Judges each line's text: allow, evidence or block, with why and words that pass instead",
    async run(args, desk) {
      const options = {
        persona: { type: "string", default: "synthetic" },
        jsonl: { type: "string" },
        "second-opinion": { type: "boolean" },
      } as const;
      const { values } = parseArgs({ args, options });
      const speaker = readSpeaker(values.persona);
      if (values.jsonl === undefined) throw new UsageError("Say which file to read, with --jsonl <file>.");
      const model = values["second-opinion"] ? findLanguageModel(desk.env) : undefined;
      if (values["second-opinion"] && !model) {
        throw new UsageError(
          "A second opinion needs a language model: set OPENAI_API_KEY and OPENAI_MODEL, or leave --second-opinion out.",
        );
      }
      const judgements: string[] = [];
      for (const { id, text } of readJsonLines(readFile(desk.pathOf(values.jsonl), values.jsonl), line)) {
        const { judged } = await askSecondOpinion(model, checkClaims(text, { speaker }), speaker).catch(refuse);
        const { verdict, kind, why, rewrite } = judged;
        judgements.push(JSON.stringify({ id, verdict, kind, why, rewrite }));
      }
      for (const judgement of judgements) desk.say(judgement);
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

/** A model that cannot answer is said in a sentence; nothing has been printed yet. */
function refuse(error: unknown): never {
  if (error instanceof ProviderError) throw new Refused("second-opinion", `No second opinion: ${error.message}`);
  throw error;
}

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
