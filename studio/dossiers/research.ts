import { createHash } from "node:crypto";
import { convert } from "html-to-text";
import { z } from "zod";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { type DossierChange, insertDossierChange } from "#db/queries/dossiers.ts";
import { insertLedgerEntry } from "#db/queries/ledger.ts";
import { inTransaction } from "#db/transaction.ts";
import { ProviderError } from "#providers/errors.ts";
import type { LanguageModel } from "#providers/text/language-model.ts";
import { fence, readPrompt } from "#providers/text/prompt.ts";
import { dossier as dossierSchema } from "#providers/video/dossier.ts";
import { readDossier } from "#providers/video/read-dossier.ts";
import type { Actor } from "../audit/actor.ts";
import { recordAct } from "../audit/record.ts";
import { applyChanges } from "./apply-changes.ts";
import { findCautions } from "./cautions.ts";
import { getDossier } from "./shelf.ts";

/** Characters of a document: some fifty pages. More is no document about one model. */
export const longestDocument = 200_000;

/** `source` says where the document is from: an address, or the name of a file. */
export const researchInput = z.object({
  document: z
    .string()
    .trim()
    .min(40, "Paste the model's documentation: this is too short to say anything")
    .max(
      longestDocument,
      `At most ${longestDocument.toLocaleString("en")} characters are read; paste the part about this model`,
    ),
  source: z.string().trim().min(3, "Say where the document is from, such as its address").max(300),
});
export type ResearchInput = z.infer<typeof researchInput>;

const answer = z.object({
  summary: z.string().max(300),
  changes: z.array(z.object({ path: z.string(), value: z.string(), quote: z.string(), why: z.string() })).max(40),
});

/** Whoever pays: the brand whose ledger the reading stands in. */
export type Payer = { workspaceId: string; brandId: string };

/**
 * Has a language model read a document about a video model, and keeps what it would change in the dossier, for a person to
 * decide. The document is data: what it asks for is not done, what it does not say word for word is not taken, and the names
 * under which a model is called are not for it to change. Answers undefined when nothing is to be changed.
 */
export async function researchDossier(
  db: Db,
  model: LanguageModel | undefined,
  payer: Payer,
  by: Actor,
  id: string,
  input: ResearchInput,
  today = new Date().toISOString().slice(0, 10),
): Promise<{ change: DossierChange | undefined; summary: string; dropped: string[] }> {
  const { document: given, source } = researchInput.parse(input);
  const standing = await getDossier(db, payer.workspaceId, id);
  const needed = requireModel(model);
  const document = readable(given);
  const prompt = readPrompt("research-dossier");
  const spent = { micros: 0, model: needed.model };
  try {
    const read = await readTwice(needed, prompt, standing.text, standing.file, document, { source, today }, spent);
    return await inTransaction(db, async (trx) => {
      await writeCost(trx, payer, id, spent);
      if (read.reasons.length === 0) return { change: undefined, summary: read.summary, dropped: read.dropped };
      const change = await insertDossierChange(trx, payer.workspaceId, {
        ...{ dossier: id, before: standing.text, after: read.text, summary: read.summary, reasons: read.reasons },
        cautions: [...findCautions(standing.dossier, read.dossier, document), ...read.dropped],
        ...{ source, sourceSha256: createHash("sha256").update(given).digest("hex") },
        ...{ model: spent.model, prompt: prompt.id, costMicros: spent.micros },
        ...{ proposedBy: by.kind === "user" ? by.id : null, proposedName: by.name },
      });
      const subject = { kind: "dossier", id: change.id, name: standing.dossier.name };
      await recordAct(trx, by, { act: "dossier.researched", subject, after: { source, changes: read.reasons.length } });
      return { change, summary: read.summary, dropped: read.dropped };
    });
  } catch (error) {
    if (error instanceof ProviderError) spent.micros += error.costMicros;
    if (error instanceof ProviderError || error instanceof Refused) await writeCost(db, payer, id, spent);
    throw error;
  }
}

type Spent = { micros: number; model: string };

/** Asks, and asks once more with what was wrong when the changed dossier does not fit. */
async function readTwice(
  model: LanguageModel,
  prompt: ReturnType<typeof readPrompt>,
  text: string,
  file: string,
  document: string,
  { source, today }: { source: string; today: string },
  spent: Spent,
) {
  let complaint = "";
  for (let turn = 1; ; turn++) {
    const words = { schema: formOf(), dossier: fence(text), document: fence(document), complaint };
    const { value, ...paid } = await model.ask({
      ...prompt.render(words),
      ...{ name: "dossier_changes", schema: answer, what: "proposal", material: document },
    });
    spent.micros += paid.costMicros;
    spent.model = paid.model;
    const summary = value.summary.trim() || "Changes from a document";
    const applied = applyChanges(text, value.changes, document, {
      what: asSentence(summary),
      where: source,
      read: today,
    });
    const checked = readDossier(file, applied.text, today);
    if (checked.dossier) return { ...applied, summary, dossier: checked.dossier };
    const slips = checked.problems.map(({ where, message }) => `${where}: ${message}`).join("; ");
    if (turn === 2) {
      throw new Refused(
        "dossier-unfit",
        `The language model's changes do not make a dossier: ${slips}. Try again, or change the file by hand.`,
      );
    }
    complaint = `Your changes before did not make a dossier: ${slips}. Answer once more, with all changes.`;
  }
}

function requireModel(model: LanguageModel | undefined): LanguageModel {
  if (model) return model;
  throw new Refused(
    "no-language-model",
    "Reading a document needs a language model, and none is set up. Set OPENAI_API_KEY and OPENAI_MODEL, or change the dossier's file by hand.",
  );
}

/** A page that was saved with its tags is read as its text. */
function readable(document: string): string {
  if (!/^\s*<(?:!doctype|html|body|div|article|main|section)\b/i.test(document)) return document;
  return convert(document, { wordwrap: false, selectors: [{ selector: "img", format: "skip" }] }).trim();
}

function formOf(): string {
  return JSON.stringify(z.toJSONSchema(dossierSchema, { io: "input", unrepresentable: "any" }));
}

const asSentence = (text: string) => (text.length > 380 ? `${text.slice(0, 380)}…` : text);

async function writeCost(db: Db, { brandId }: Payer, id: string, { micros, model }: Spent): Promise<void> {
  const note = `Dossier of ${id}, researched by ${model}${micros === 0 ? ", no token price is set" : ""}`;
  await insertLedgerEntry(db, brandId, { kind: "research", provider: "openai", amountMicros: micros, note });
}
