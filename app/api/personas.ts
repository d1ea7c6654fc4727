import { z } from "zod";
import { getPersona, listPersonas, type PersonaRow } from "#db/queries/personas.ts";
import { portrait } from "#media/storyboard.ts";
import { bibleSchema } from "#studio/personas/bible.ts";
import { personaInput } from "#studio/personas/input.ts";
import { createPersona, updatePersona } from "#studio/personas/persona.ts";
import { about, id, iso, isoOrNull, model, moment } from "./models.ts";
import { operation } from "./operation.ts";
import { pageOf, pageQuery, readPage } from "./pages.ts";

const persona = model(
  "Persona",
  z.object({
    id: id(),
    name: z.string(),
    kind: about("A cameo is a real person, under consent; programs do not make those.", z.enum(["synthetic", "cameo"])),
    voice: z.string(),
    pace: about("1 is the voice's own speed.", z.number()),
    seed: about("Names the face among those that fit the look.", z.string()),
    audience: z.string(),
    look: about("What is left out, the seed chooses.", z.record(z.string(), z.union([z.string(), z.boolean()]))),
    voiceOver: z.string(),
    speechStyle: z.string(),
    opinions: z.array(z.string()),
    taboos: z.array(z.string()),
    backstory: z.string(),
    createdAt: moment(),
    updatedAt: moment(),
    archivedAt: moment().nullable(),
  }),
);

const example: z.input<typeof personaInput> = {
  name: "Maja",
  voice: "slt",
  audience: "Home brewers in small flats",
  look: { presentation: "feminine", hair: "bob", glasses: "round" },
  speechStyle: "warm",
  opinions: ["Coffee is better slow"],
  taboos: ["politics"],
};
const notes = {
  seed: "Names one of the faces that fit the look; drawn by lot when left out, and kept on a change.",
  pace: "1 is the voice's own speed.",
};

export const personaOperations = [
  operation({
    id: "listPersonas",
    method: "GET",
    path: "/brands/{brandId}/personas",
    summary: "The brand's personas, oldest first",
    scope: "personas:read",
    verb: "brand.read",
    query: z.object({
      ...pageQuery,
      archived: about("true lists the archived ones instead.", z.enum(["true", "false"]).default("false")),
    }),
    response: pageOf(persona),
    run: ({ db, brand, query: { archived, ...page } }) => {
      const read = (at: { after?: string; limit: number }) =>
        listPersonas(db, brand.id, { ...at, archived: archived === "true" });
      return readPage("personas", page, read, toPersona, ({ id }) => id);
    },
  }),
  operation({
    id: "createPersona",
    method: "POST",
    path: "/brands/{brandId}/personas",
    summary: "Add a synthetic persona",
    about: "Its portrait is drawn from its look on this machine.",
    scope: "personas:write",
    verb: "persona.edit",
    body: personaInput,
    example,
    notes,
    status: 201,
    location: "/brands/{brandId}/personas/{id}",
    response: persona,
    run: async ({ house, db, brand, by, body }) => toPersona(await createPersona(db, house.files, brand.id, by, body)),
  }),
  operation({
    id: "getPersona",
    method: "GET",
    path: "/brands/{brandId}/personas/{personaId}",
    summary: "One persona with its bible",
    scope: "personas:read",
    verb: "brand.read",
    response: persona,
    run: async ({ db, brand, params }) => toPersona(await getPersona(db, brand.id, params.personaId)),
  }),
  operation({
    id: "updatePersona",
    method: "PUT",
    path: "/brands/{brandId}/personas/{personaId}",
    summary: "Change a persona",
    about: "What is left out is emptied, but the face stays the same as far as the new look allows.",
    scope: "personas:write",
    verb: "persona.edit",
    body: personaInput,
    example,
    notes,
    response: persona,
    run: async ({ house, db, brand, by, params, body }) =>
      toPersona(await updatePersona(db, house.files, brand.id, by, params.personaId, body)),
  }),
];

function toPersona(row: PersonaRow): z.input<typeof persona> {
  const { audience, look, voiceOver, speechStyle, opinions, taboos, backstory } = bibleSchema.parse(row.bible);
  const { id, name, kind, voice, pace } = row;
  return {
    ...{ id, name, kind, voice, pace: Math.round(pace * 1000) / 1000 },
    seed: portrait.parse(row.portrait).seed,
    ...{
      audience,
      look: look as Record<string, string | boolean>,
      voiceOver,
      speechStyle,
      opinions,
      taboos,
      backstory,
    },
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
    archivedAt: isoOrNull(row.archivedAt),
  };
}
