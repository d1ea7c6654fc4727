import { afterAll, beforeAll, expect, test } from "vitest";
import { asJson, type Db } from "#db/database.ts";
import { insertFindings } from "#db/queries/findings.ts";
import { insertLedgerEntry } from "#db/queries/ledger.ts";
import { createHouseWriter } from "#providers/text/house/index.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addKit } from "#tests/harness/kit.ts";
import { scriptRequestOf } from "#tests/harness/script-request.ts";
import { approve } from "../reviews/decision.ts";
import { gatherDossier } from "./dossier.ts";
import { writeDossier } from "./write-dossier.ts";

let database: TestDatabase;
let db: Db;
let cast: Cast;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  cast = await castOf(db);
  await addKit(db, cast);
});
afterAll(() => database.drop());

async function madeVideo() {
  const { video, variant } = await addVideo(db, cast, 40);
  const { script } = await createHouseWriter().write(scriptRequestOf({ seconds: 20 }));
  await db
    .updateTable("scripts")
    .set({ script: asJson({ ...script, title: "</script><b>Is it</b> & is it not?" }) })
    .where("variantId", "=", variant.id)
    .execute();
  const provenance = asJson({
    digitalSourceType: "http://cv.iptc.org/x/algorithmicMedia",
    signature: null,
    problem: null,
    speakers: [{ provider: "flite", model: null, voice: "slt" }],
  });
  await db.updateTable("videos").set({ kitVersion: 1, provenance }).where("id", "=", video.id).execute();
  await insertFindings(db, cast.brand.id, [
    {
      ...{ variantId: variant.id, videoId: video.id, gate: "loudness", severity: "warn", message: "Quiet" },
      atSeconds: 2,
    },
  ]);
  await insertLedgerEntry(db, cast.brand.id, {
    kind: "script",
    provider: "openai",
    amountMicros: 1234,
    note: "Script",
    variantId: variant.id,
  });
  await approve(db, cast.brand.id, actorOf(cast.reviewer.id), video.id, video.sha256);
  return { video, script };
}

test("a dossier says what a video is, what it was made from, who approved which bytes, how it is labelled and what it cost", async () => {
  const { video, script } = await madeVideo();
  const dossier = await gatherDossier(db, cast.brand.id, video.id);
  expect(dossier).toMatchObject({
    video: { sha256: video.sha256, version: 1 },
    madeFor: { brand: "Nordlys Coffee", brief: "Spring launch", product: "Morning roast" },
    persona: { name: "Maja", kind: "synthetic" },
    kit: { version: 1 },
    provenance: { signature: null },
    findings: [{ gate: "loudness", atSeconds: 2 }],
    decisions: [{ decision: "approved", by: "Rune", sha256: video.sha256 }],
    costs: { totalMicros: 1234 },
  });
  expect(dossier.script.scenes.map(({ line }) => line)).toEqual(script.scenes.map(({ line }) => line));
  expect(dossier.script.scenes[0]).toMatchObject({
    ...{ writtenBy: { version: 1 }, spokenBy: { provider: "flite", voice: "slt" } },
  });
  expect(dossier.disclosure.rules.map(({ id }) => id)).toContain("house-ai-visible");
});

test("its page holds the same as JSON, and shows what people wrote as text", async () => {
  const [video] = await db.selectFrom("videos").where("brandId", "=", cast.brand.id).selectAll().execute();
  const dossier = await gatherDossier(db, cast.brand.id, video!.id);
  const page = writeDossier(dossier);
  expect(page).not.toContain("<b>Is it</b>");
  expect(page).toContain("No Content Credentials are embedded");
  const embedded = /<script type="application\/json" id="dossier">([\s\S]*)<\/script>/.exec(page)?.[1] ?? "";
  expect(JSON.parse(embedded)).toEqual(JSON.parse(JSON.stringify(dossier)));
});

test("another brand's dossier is not there", async () => {
  const stranger = await castOf(db, "stranger");
  const [video] = await db.selectFrom("videos").where("brandId", "=", cast.brand.id).selectAll().execute();
  await expect(gatherDossier(db, stranger.brand.id, video!.id)).rejects.toMatchObject({ name: "NotFound" });
});
