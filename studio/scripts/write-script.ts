import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { insertFindings } from "#db/queries/findings.ts";
import { insertLedgerEntry } from "#db/queries/ledger.ts";
import { findLatestScript, findScript, insertScript, type ScriptRow } from "#db/queries/scripts.ts";
import { getVariant, setVariantStage } from "#db/queries/variants.ts";
import { inTransaction } from "#db/transaction.ts";
import { ProviderError } from "#providers/errors.ts";
import {
  type Script,
  type ScriptRequest,
  script as scriptSchema,
  type TextProvider,
  type WriteOptions,
  type WrittenScript,
} from "#providers/text/contract.ts";
import type { LanguageModel } from "#providers/text/language-model.ts";
import { languageOf, nameLanguage } from "#providers/text/languages.ts";
import { type Contradiction, findContradictions } from "../personas/canon.ts";
import { checkCarried } from "./carried.ts";
import { gatherRequest } from "./request.ts";
import { tellReviewers } from "./reviewer-findings.ts";
import { checkScriptTwice, type ScriptFinding } from "./rules.ts";

/**
 * Writes a version of a variant's script, or answers the one that is stored: safe to repeat. With a reviewer's `note` the
 * version before is rewritten. What the rules find is sent back to the writer once; what then still stands is `Refused`,
 * and nothing is stored but what the attempts cost. A language `model` reads what the rules let through. What goes against
 * the persona's canon keeps no script from being filmed: it is stored as a finding, for whoever reviews the video.
 */
export async function writeScript(
  db: Db,
  writer: TextProvider,
  brandId: string,
  variantId: string,
  { version, note }: { version: number; note: string | null },
  model?: LanguageModel,
): Promise<ScriptRow> {
  const stored = await findScript(db, brandId, variantId, version);
  if (stored) return stored;
  await setVariantStage(db, brandId, variantId, { state: "writing", stage: "Writing the script", progress: 0.02 });
  const gathered = await gatherRequest(db, brandId, variantId);
  const before = await findLatestScript(db, brandId, variantId, version);
  const previous = before ? scriptSchema.parse(before.script) : null;
  const request: ScriptRequest = {
    ...gathered,
    revision: note !== null && note.trim() !== "" && previous ? { note: note.trim(), previous } : null,
  };
  const onProgress = throttle((fraction, words) =>
    setVariantStage(db, brandId, variantId, { state: "writing", stage: words, progress: 0.02 + 0.08 * fraction }),
  );
  const { personaId } = await getVariant(db, brandId, variantId);
  const contradictionsOf = (script: Script) => findContradictions(db, brandId, { id: personaId, variantId }, script);
  let unread: string | null = null;
  const read: Read = async (script, asked) => {
    const bill = { brandId, variantId, what: `the script, version ${version}` };
    const { findings, second } = await checkScriptTwice(db, model, script, asked, bill);
    unread = second.failed;
    return { findings, against: findings.length === 0 ? await contradictionsOf(script) : [] };
  };
  const { written, findings, costMicros } = await writeInLanguage(writer, request, { onProgress }, read).catch(
    async (error: unknown) => {
      // What was spent was spent, whatever came of it.
      if (error instanceof ProviderError && error.costMicros > 0) {
        const note = `Script by ${writer.id}, version ${version}, not delivered`;
        const entry = { kind: "script", provider: writer.id, variantId, amountMicros: error.costMicros, note };
        await insertLedgerEntry(db, brandId, entry);
      }
      throw error;
    },
  );
  if (findings.length > 0) {
    await insertCost(db, brandId, variantId, written, costMicros, "refused by the rules");
    throw new Refused(
      `script-${findings[0]!.gate}`,
      findings
        .slice(0, 3)
        .map((finding) => finding.message)
        .join(" "),
    );
  }
  const against = await contradictionsOf(written.script);
  return inTransaction(db, async (trx) => {
    const row = await insertScript(trx, brandId, {
      variantId,
      version,
      script: written.script,
      writer: written.writer,
      model: written.model,
      prompt: written.prompt,
      seed: gathered.seed,
      note,
    });
    await insertCost(trx, brandId, variantId, written, costMicros, `version ${version}`);
    if (row) await insertFindings(trx, brandId, tellReviewers(variantId, written.script, against, unread));
    // Somebody stored this version meanwhile: theirs stands, ours is only a cost.
    return row ?? (await findScript(trx, brandId, variantId, version))!;
  });
}

/**
 * A script in English is written; one in another language is written in English first, within every rule, and carried
 * over then, so that what it claims was judged in the language that the rules read.
 */
async function writeInLanguage(
  writer: TextProvider,
  request: ScriptRequest,
  options: WriteOptions,
  read: Read,
): Promise<Outcome> {
  const { transcreate } = writer;
  if (languageOf(request.locale) === "en" || !transcreate) return writeWithinRules(writer, request, options, read);
  const { revision } = request;
  const english = {
    ...request,
    locale: "en",
    revision: revision && { ...revision, previous: englishOf(revision.previous) },
  };
  const source = await writeWithinRules(writer, english, options, read);
  if (source.findings.length > 0) return source;
  options.onProgress?.(0.6, `Carrying it over into ${nameLanguage(request.locale)}`);
  return carryWithinRules(transcreate, request, source);
}

/** The English of a script: itself, or what it was carried over from. */
function englishOf({ source, ...script }: Script): Script {
  return source ?? script;
}

/** What is not equal is sent back once; what then still stands is told, and nothing is stored. */
async function carryWithinRules(
  transcreate: NonNullable<TextProvider["transcreate"]>,
  request: ScriptRequest,
  source: Outcome,
): Promise<Outcome> {
  let { costMicros } = source;
  let findings: ScriptFinding[] = [];
  for (;;) {
    const again = findings.length > 0;
    const written = await transcreate(
      request,
      source.written.script,
      findings.map(({ message }) => message),
    ).catch((error: unknown) => {
      throw error instanceof ProviderError ? error.having(error.costMicros + costMicros) : error;
    });
    costMicros += written.costMicros;
    findings = checkCarried(written.script, request);
    const prompt = [source.written.prompt, written.prompt].filter(Boolean).join(" ");
    if (again || findings.length === 0) return { written: { ...written, prompt }, findings, costMicros };
  }
}

/** Everything that speaks against a script; what it contradicts is looked for once nothing else does. */
type Read = (
  script: Script,
  request: ScriptRequest,
) => Promise<{ findings: ScriptFinding[]; against: Contradiction[] }>;

type Outcome = { written: WrittenScript; findings: ScriptFinding[]; costMicros: number };

/** What contradicts the persona's canon is sent back once with the rest, but keeps no script from being filmed. */
async function writeWithinRules(
  writer: TextProvider,
  request: ScriptRequest,
  options: WriteOptions,
  read: Read,
): Promise<Outcome> {
  const first = await writer.write(request, options);
  const { findings, against } = await read(first.script, request);
  if (findings.length + against.length === 0) return { written: first, findings, costMicros: first.costMicros };
  const asked = request.revision ? `${request.revision.note} ` : "";
  const complaints = [
    ...findings.map(({ message }) => message),
    ...against.map(
      ({ sentence, before }) => `“${sentence}” goes against “${before}”, which this persona has said before.`,
    ),
  ];
  const second = await writer
    .write(
      { ...request, revision: { note: `${asked}Mend this: ${complaints.join(" ")}`, previous: first.script } },
      options,
    )
    .catch((error: unknown) => {
      throw error instanceof ProviderError ? error.having(error.costMicros + first.costMicros) : error;
    });
  const costMicros = first.costMicros + second.costMicros;
  const { findings: left } = await read(second.script, request);
  // What only contradicted is better as it was than refused.
  if (findings.length === 0 && left.length > 0) return { written: first, findings, costMicros };
  return { written: second, findings: left, costMicros };
}

/** A line in the ledger for every script that was asked of a writer for money; the house writer's are free. */
async function insertCost(
  db: Db,
  brandId: string,
  variantId: string,
  written: WrittenScript,
  costMicros: number,
  what: string,
) {
  if (costMicros === 0 && written.model === null) return;
  const priced = costMicros === 0 ? ", no token price is set" : "";
  await insertLedgerEntry(db, brandId, {
    kind: "script",
    provider: written.writer,
    variantId,
    amountMicros: costMicros,
    note: `Script by ${written.model ?? written.writer}, ${what}${priced}`,
  });
}

/** How often a waiting page is told how far a script is, at most, in milliseconds. */
const tellEveryMs = 500;

function throttle(tell: (fraction: number, words: string) => Promise<unknown>) {
  let last = 0;
  let told = "";
  return (fraction: number, words: string) => {
    const now = Date.now();
    if (words === told || now - last < tellEveryMs) return;
    last = now;
    told = words;
    // Progress is for looking at: a message that is lost is followed by the next, so it must not fail the script.
    tell(fraction, words).catch(() => undefined);
  };
}
