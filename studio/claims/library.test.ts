import { afterAll, beforeAll, expect, test } from "vitest";
import { listAuditEntries } from "#db/queries/audit.ts";
import { listClaims } from "#db/queries/claims.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { checkClaims } from "./gate.ts";
import { addClaim, type ClaimInput, listLiveClaims, restoreClaim, withdrawClaim } from "./library.ts";

let base: TestDatabase;
let cast: Cast;
const today = "2026-11-23";
const compostable: ClaimInput = {
  statement: "Compostable bag",
  source: "TÜV Austria, OK compost HOME S0123",
  evidenceUrl: "https://example.com/s0123.pdf",
};

beforeAll(async () => {
  base = await createTestDatabase();
  cast = await castOf(base.db);
});
afterAll(() => base.drop());

const by = () => actorOf(cast.reviewer.id, cast.workspace.id);
const add = (input: ClaimInput) => addClaim(base.db, cast.brand.id, by(), input, today);
const about = (day = today, territories?: string[]) => ({
  ...{ productId: cast.product.id, personaId: cast.persona.id, day },
  ...(territories && { territories }),
});
const live = (day?: string, territories?: string[]) => listLiveClaims(base.db, cast.brand.id, about(day, territories));
const verdictOf = async (text: string, day?: string) =>
  checkClaims(text, { speaker: "synthetic", evidence: await live(day) }).verdict;

test("a sentence passes while its evidence is live, and no longer", async () => {
  expect(await verdictOf("The bag is compostable.")).toBe("evidence");
  const claim = await add({ ...compostable, expiresOn: "2026-12-31" });
  expect(await verdictOf("The bag is compostable.")).toBe("allow");
  expect(await verdictOf("The bag is compostable.", "2026-12-31")).toBe("allow");
  expect(await verdictOf("The bag is compostable.", "2027-01-01")).toBe("evidence");
  await withdrawClaim(base.db, cast.brand.id, by(), claim.id);
  expect(await verdictOf("The bag is compostable.")).toBe("evidence");
  await restoreClaim(base.db, cast.brand.id, by(), claim.id);
  expect(await verdictOf("The bag is compostable.")).toBe("allow");
  await withdrawClaim(base.db, cast.brand.id, by(), claim.id);
});

test("evidence of some places holds there only, and anywhere is more than some", async () => {
  const { id } = await add({ ...compostable, territories: ["EU", "GB"] });
  const ids = async (places?: string[]) => (await live(today, places)).map((claim) => claim.id);
  expect(await ids(["EU"])).toContain(id);
  expect(await ids(["EU", "US"])).not.toContain(id);
  expect(await ids()).not.toContain(id);
});

test("a claim of one product says nothing of another", async () => {
  const { id } = await add({ ...compostable, statement: "Organic beans", productId: cast.product.id });
  expect((await live()).map((claim) => claim.id)).toContain(id);
  const elsewhere = { ...about(), productId: cast.persona.id };
  expect((await listLiveClaims(base.db, cast.brand.id, elsewhere)).map((claim) => claim.id)).not.toContain(id);
});

test.each([
  [{ statement: "The bag is green" }, "claims-nothing", "statement"],
  [{ statement: "Cures cancer" }, "claim-prohibited", "statement"],
  [{ expiresOn: "2026-11-22" }, "claim-expired", "expiresOn"],
  [{ statement: "I used it for three weeks" }, "claim-needs-person", "personaId"],
])("%o is refused as %s", async (change, code, field) => {
  await expect(add({ ...compostable, ...change })).rejects.toMatchObject({ code, field });
});

test("an experience is a real person's own: a synthetic persona has none", async () => {
  const said = { ...compostable, statement: "I used it for three weeks", personaId: cast.persona.id };
  await expect(add(said)).rejects.toMatchObject({ code: "claim-needs-person" });
  await base.db.updateTable("personas").set({ kind: "cameo" }).where("id", "=", cast.persona.id).execute();
  await add(said);
  const evidence = await live();
  expect(checkClaims("I used it for three weeks.", { speaker: "cameo", evidence }).verdict).toBe("allow");
  await expect(add({ ...compostable, personaId: cast.persona.id })).rejects.toMatchObject({
    code: "claim-needs-person",
  });
  await base.db.updateTable("personas").set({ kind: "synthetic" }).where("id", "=", cast.persona.id).execute();
});

test("a form that is wrong says so at each field, and a stranger's product is not found", async () => {
  const wrong = add({ ...compostable, evidenceUrl: "my drawer", expiresOn: "soon" });
  await expect(wrong).rejects.toMatchObject({ issues: [{ path: ["evidenceUrl"] }, { path: ["expiresOn"] }] });
  const other = await castOf(base.db, "other");
  await expect(add({ ...compostable, productId: other.product.id })).rejects.toMatchObject({ name: "NotFound" });
  await expect(
    withdrawClaim(base.db, other.brand.id, actorOf(other.reviewer.id, other.workspace.id), (await add(compostable)).id),
  ).rejects.toMatchObject({ name: "NotFound" });
});

test("each change is in the audit", async () => {
  const entries = await listAuditEntries(base.db, cast.workspace.id, {}, { limit: 100 });
  const acts = new Set(entries.map(({ act }) => act));
  expect(["claim.added", "claim.withdrawn", "claim.restored"].every((act) => acts.has(act))).toBe(true);
  expect((await listClaims(base.db, cast.brand.id)).length).toBeGreaterThan(3);
});
