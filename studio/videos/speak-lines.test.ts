import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listLedger } from "#db/queries/ledger.ts";
import { ProviderError } from "#providers/errors.ts";
import type { VoiceProvider } from "#providers/voice/contract.ts";
import { createFlite } from "#providers/voice/flite.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { speakLines } from "./speak-lines.ts";

let database: TestDatabase;
let cast: Cast;
let variantId: string;
let scratch: string;
const flite = createFlite();

/** Flite with a price: a paid voice that can be asked without an account. */
function paid(failOn?: string) {
  const asked: string[] = [];
  const voices: VoiceProvider = {
    ...{ id: "paid", voices: flite.voices },
    async speak(request, out) {
      asked.push(request.text);
      if (request.text === failOn) throw new ProviderError("retry", "The voice is busy.").having(70);
      return { ...(await flite.speak(request, out)), provider: "paid", costMicros: 500 };
    },
  };
  return { asked, voices };
}

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  cast = await castOf(database.db);
  variantId = (await addVideo(database.db, cast)).variant.id;
  scratch = await mkdtemp(path.join(tmpdir(), "lines-"));
});
afterAll(() => database.drop());

const how = { voice: "slt", pace: 1 };
const texts = ["Slow mornings.", "One cup of coffee."];
const speak = (voices: VoiceProvider, more: object = {}) =>
  speakLines({ db: database.db, voices, scratch }, cast.brand.id, variantId, texts, { ...how, ...more });
const spent = async () =>
  (await listLedger(database.db, cast.brand.id, { limit: 9 })).map(({ kind, amountMicros, provider }) => [
    kind,
    provider,
    amountMicros,
  ]);

test("a line is spoken once, however many versions say it, and paid for once", async () => {
  const { asked, voices } = paid();
  const first = await speak(voices);
  expect(await speak(voices)).toEqual(first);
  expect(first.map(({ by }) => by)).toEqual(texts.map(() => ({ provider: "paid", model: null, voice: "slt" })));
  expect(asked).toEqual(texts);
  expect(await spent()).toEqual([["voice", "paid", 1000]]);
});

test("another pace, voice or pronunciation is another recording, and a word that no line has is none", async () => {
  const { asked, voices } = paid();
  await speak(voices);
  await speak(voices, { pronunciations: { Tromsø: "troomsa" } });
  expect(asked).toHaveLength(2);
  await speak(voices, { pronunciations: { Coffee: "coughy" } });
  expect(asked).toHaveLength(3);
  await speak(voices, { pace: 1.2 });
  expect(asked).toHaveLength(5);
});

test("what was spent before a line failed is in the ledger, and the next try pays the rest only", async () => {
  await expect(speak(paid(texts[1]).voices)).rejects.toThrow("The voice is busy.");
  expect(await spent()).toEqual([["voice", "paid", 570]]);
  const again = paid();
  await speak(again.voices);
  expect(again.asked).toEqual([texts[1]]);
});

test("an offline voice costs nothing and leaves no line in the ledger", async () => {
  await speak(flite);
  expect(await spent()).toEqual([]);
});

test("a recording whose times are spoilt is made again", async () => {
  const { asked, voices } = paid();
  const first = await speak(voices);
  const folder = path.join(scratch, "lines");
  for (const name of (await readdir(folder)).filter((each) => each.endsWith(".json"))) {
    await writeFile(path.join(folder, name), "{");
  }
  expect(await speak(voices)).toEqual(first);
  expect(asked).toHaveLength(4);
  expect((await readFile(first[0]!.line.file)).toString("latin1", 0, 4)).toBe("RIFF");
  await rm(scratch, { recursive: true });
});
