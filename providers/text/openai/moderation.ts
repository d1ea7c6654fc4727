import type OpenAI from "openai";
import { ProviderError } from "../../errors.ts";

/** Characters that are sent as one piece; the vendor takes more, and finds less in long ones. */
const pieceLength = 8000;

/**
 * Throws "reject" with a sentence when the vendor's moderation flags a text. `where` begins that sentence: "The brief's
 * words were". A failure of the moderation itself is thrown as it is: what cannot be checked is not let through.
 */
export async function moderate(
  client: OpenAI,
  {
    model,
    text,
    where,
    advice,
    signal,
  }: { model: string; text: string; where: string; advice: string; signal: AbortSignal },
): Promise<void> {
  const pieces = text.match(new RegExp(`[\\s\\S]{1,${pieceLength}}`, "gu")) ?? [];
  if (pieces.length === 0) return;
  const { results } = await client.moderations.create({ model, input: pieces }, { signal });
  const hits = results.filter(({ flagged }) => flagged);
  if (hits.length === 0) return;
  const categories = new Set(
    hits.flatMap(({ categories: each }) =>
      Object.entries(each).flatMap(([name, hit]) => (hit ? [sayCategory(name)] : [])),
    ),
  );
  throw new ProviderError(
    "reject",
    `${where} flagged by the language model's moderation (${[...categories].join(", ") || "no category given"}). ${advice}`,
    { answer: hits },
  );
}

/** "self-harm/intent" as people say it. */
function sayCategory(name: string): string {
  return name.replace("/", ", ").replaceAll(/[_-]/g, " ");
}
