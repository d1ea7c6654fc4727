import { randomUUID } from "node:crypto";
import { Refused } from "#config/errors.ts";
import type { Db, Trx } from "#db/database.ts";
import { announce } from "#db/queries/announcements.ts";
import { changePersona, findPersonaByName, getPersona, insertPersona, type PersonaRow } from "#db/queries/personas.ts";
import { inTransaction } from "#db/transaction.ts";
import { designPortrait } from "#media/portrait.ts";
import { portrait as portraitSchema } from "#media/storyboard.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { changesBetween, recordAct } from "#studio/audit/record.ts";
import { type Bible, bibleSchema } from "./bible.ts";
import { type PersonaDraft, personaInput } from "./input.ts";
import { keepPortrait } from "./portrait.ts";

/**
 * Adds a persona to the brand's roster, with a face drawn from its bible. Throws zod's error with a sentence per field;
 * refused (`name-taken`) when the brand has a persona of that name.
 */
export async function createPersona(
  db: Db,
  files: FileStore,
  brandId: string,
  by: Actor,
  input: unknown,
): Promise<PersonaRow> {
  const draft = personaInput.parse(input);
  return inTransaction(db, async (trx) => {
    await refuseTakenName(trx, brandId, draft.name);
    return addPersona(trx, files, brandId, by, draft);
  });
}

/** Changes everything about a persona but its seed: the face stays the same one as far as the new look allows. */
export async function updatePersona(
  db: Db,
  files: FileStore,
  brandId: string,
  by: Actor,
  id: string,
  input: unknown,
): Promise<PersonaRow> {
  const draft = personaInput.parse(input);
  return inTransaction(db, async (trx) => {
    const before = await getPersona(trx, brandId, id);
    await refuseTakenName(trx, brandId, draft.name, id);
    const seed = draft.seed ?? portraitSchema.parse(before.portrait).seed;
    const { name, voice, pace } = draft;
    return changeWithFace(trx, files, by, before, seed, { name, voice, pace, bible: bibleOf(draft) });
  });
}

/** Another face for the same bible. Videos that were made keep the face that they were made with. */
export async function rerollPortrait(
  db: Db,
  files: FileStore,
  brandId: string,
  by: Actor,
  id: string,
  seed: string = newSeed(),
): Promise<PersonaRow> {
  return inTransaction(db, async (trx) => {
    const persona = await getPersona(trx, brandId, id);
    return changeWithFace(trx, files, by, persona, seed, { bible: bibleSchema.parse(persona.bible) });
  });
}

/** Takes a persona off the roster. It is cast no more; what it made stays. Archiving again changes nothing. */
export async function archivePersona(db: Db, brandId: string, by: Actor, id: string): Promise<PersonaRow> {
  return inTransaction(db, async (trx) => {
    const persona = await getPersona(trx, brandId, id);
    if (persona.archivedAt) return persona;
    await recordAct(trx, by, { act: "persona.archived", subject: subjectOf(persona) });
    return told(trx, await changePersona(trx, brandId, id, { archivedAt: new Date() }));
  });
}

/** Puts an archived persona back on the roster. */
export async function restorePersona(db: Db, brandId: string, by: Actor, id: string): Promise<PersonaRow> {
  return inTransaction(db, async (trx) => {
    const persona = await changePersona(trx, brandId, id, { archivedAt: null });
    await recordAct(trx, by, { act: "persona.restored", subject: subjectOf(persona) });
    return told(trx, persona);
  });
}

/** Adds those of a kit's starter roster whose names the brand does not know, archived ones included; nobody is changed. */
export async function importRoster(
  db: Db,
  files: FileStore,
  brandId: string,
  by: Actor,
  roster: PersonaDraft[],
): Promise<PersonaRow[]> {
  return inTransaction(db, async (trx) => {
    const added: PersonaRow[] = [];
    for (const draft of roster) {
      if (await findPersonaByName(trx, brandId, draft.name)) continue;
      added.push(await addPersona(trx, files, brandId, by, draft));
    }
    return added;
  });
}

async function addPersona(
  trx: Trx,
  files: FileStore,
  brandId: string,
  by: Actor,
  draft: PersonaDraft,
): Promise<PersonaRow> {
  const { name, voice, pace } = draft;
  const bible = bibleOf(draft);
  const portrait = designPortrait(bible.look, draft.seed ?? newSeed());
  const made = await insertPersona(trx, brandId, { name, voice, pace, bible, portrait, portraitFile: null });
  const portraitFile = await keepPortrait(files, brandId, made.id, portrait);
  await recordAct(trx, by, { act: "persona.created", subject: subjectOf(made), after: { voice, pace, bible } });
  return told(trx, await changePersona(trx, brandId, made.id, { portraitFile }));
}

async function changeWithFace(
  trx: Trx,
  files: FileStore,
  by: Actor,
  persona: PersonaRow,
  seed: string,
  changes: { name?: string; voice?: string; pace?: number; bible: Bible },
): Promise<PersonaRow> {
  const portrait = designPortrait(changes.bible.look, seed);
  const portraitFile = await keepPortrait(files, persona.brandId, persona.id, portrait);
  const made = await changePersona(trx, persona.brandId, persona.id, { ...changes, portrait, portraitFile });
  const different = changesBetween(persona, { ...changes, portraitFile });
  if (different) await recordAct(trx, by, { act: "persona.changed", subject: subjectOf(made), ...different });
  return told(trx, made);
}

async function refuseTakenName(trx: Trx, brandId: string, name: string, ownId?: string): Promise<void> {
  const namesake = await findPersonaByName(trx, brandId, name);
  if (!namesake || namesake.id === ownId) return;
  const now = namesake.archivedAt ? "Restore it, or choose another name." : "Choose another name.";
  throw new Refused("name-taken", `${namesake.name} is on this brand's roster already. ${now}`, "name");
}

function subjectOf({ id, name, brandId }: PersonaRow) {
  return { kind: "persona", id, name, brandId };
}

async function told(trx: Trx, persona: PersonaRow): Promise<PersonaRow> {
  await announce(trx, { brandId: persona.brandId, topic: "persona", id: persona.id });
  return persona;
}

function bibleOf(draft: PersonaDraft): Bible {
  const { audience, look, voiceOver, speechStyle, talk, opinions, taboos, backstory, music } = draft;
  return { audience, look, voiceOver, speechStyle, talk, opinions, taboos, backstory, music };
}

function newSeed(): string {
  return randomUUID().slice(0, 8);
}
