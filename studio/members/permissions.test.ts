import { expect, test } from "vitest";
import { Forbidden } from "#config/errors.ts";
import type { Role } from "#db/tables/accounts.ts";
import {
  type BrandVerb,
  brandVerbs,
  can,
  listPermissions,
  type Member,
  operatorOf,
  requirePermission,
  roles,
  type Verb,
  type WorkspaceVerb,
  workspaceVerbs,
} from "./permissions.ts";

/**
 * Who may do what, written down by hand and apart from the code: a change of mind has to be written twice.
 * Columns: owner, admin, strategist, reviewer, publisher, analyst.
 */
const matrix = `
  workspace.read      yes yes yes yes yes yes
  workspace.rename    yes yes  -   -   -   -
  workspace.export    yes  -   -   -   -   -
  workspace.delete    yes  -   -   -   -   -
  brand.create        yes yes  -   -   -   -
  member.read         yes yes  -   -   -   -
  member.invite       yes yes  -   -   -   -
  member.change       yes yes  -   -   -   -
  member.remove       yes yes  -   -   -   -
  settings.security   yes  -   -   -   -   -
  outbox.read         yes  -   -   -   -   -
  audit.read          yes yes  -   -   -   -
  api-key.create      yes yes  -   -   -   -
  api-key.revoke      yes yes  -   -   -   -
  webhook.read        yes yes  -   -   -   -
  webhook.edit        yes yes  -   -   -   -
  dossier.research    yes yes yes  -   -   -
  dossier.decide      yes yes  -   -   -   -
  activity.read       yes yes yes yes yes yes
  activity.retry      yes yes  -   -   -   -
  activity.cancel     yes yes  -   -   -   -
  brand.read          yes yes yes yes yes yes
  brand.archive       yes yes  -   -   -   -
  kit.import          yes yes yes  -   -   -
  product.edit        yes yes yes  -   -   -
  persona.edit        yes yes yes  -   -   -
  claim.edit          yes yes  -  yes  -   -
  playground.run      yes yes yes  -   -   -
  brief.edit          yes yes yes  -   -   -
  brief.launch        yes yes yes  -   -   -
  variant.retry       yes yes yes  -   -   -
  video.approve       yes yes  -  yes  -   -
  video.return        yes yes  -  yes  -   -
  video.reject        yes yes  -  yes  -   -
  video.undo          yes yes  -  yes  -   -
  post.schedule       yes yes  -   -  yes  -
  post.publish        yes yes  -   -  yes  -
  post.withdraw       yes yes  -   -  yes  -
  channel.connect     yes yes  -   -  yes  -
  results.read        yes yes yes  -  yes yes
  results.refresh     yes yes yes  -  yes yes
`;
const columns: Role[] = ["owner", "admin", "strategist", "reviewer", "publisher", "analyst"];
const cells = matrix
  .trim()
  .split("\n")
  .flatMap((line) => {
    const [verb = "", ...marks] = line.trim().split(/\s+/);
    return columns.map((role, at) => ({ verb: verb as Verb, role, allowed: marks[at] === "yes" }));
  });

const brandId = "0198a1c0-0000-7000-8000-000000000001";
const otherBrandId = "0198a1c0-0000-7000-8000-000000000002";
const member = (role: Role, more: Partial<Member> = {}): Member => ({
  userId: "ada",
  workspaceId: "w",
  role,
  narrowed: false,
  brandRoles: {},
  ...more,
});
const isOfBrand = (verb: Verb): verb is BrandVerb => (brandVerbs as string[]).includes(verb);
const may = (who: Member, verb: Verb, brand = brandId) =>
  isOfBrand(verb) ? can(who, verb, brand) : can(who, verb as WorkspaceVerb);

test("the matrix names every verb once, and every role", () => {
  expect(cells.filter(({ role }) => role === "owner").map(({ verb }) => verb)).toEqual([
    ...workspaceVerbs,
    ...brandVerbs,
  ]);
  expect([...roles]).toEqual(columns);
});

test.each(cells)("$role · $verb: $allowed", ({ role, verb, allowed }) => {
  expect(may(member(role), verb)).toBe(allowed);
  // The same role given on one brand only is worth the same there, nothing elsewhere, and nothing around it.
  if (role === "owner") return;
  const narrowed = member(role, { narrowed: true, brandRoles: { [brandId]: role } });
  expect(may(narrowed, verb)).toBe(allowed && isOfBrand(verb));
  expect(may(narrowed, verb, otherBrandId)).toBe(false);
});

test.each(cells.filter(({ allowed }) => !allowed))("$role is told why not: $verb", ({ role, verb }) => {
  const refuse = () =>
    isOfBrand(verb)
      ? requirePermission(member(role), verb, brandId)
      : requirePermission(member(role), verb as WorkspaceVerb);
  expect(refuse).toThrow(Forbidden);
  expect(refuse).toThrow(/^As an? (admin|strategist|reviewer|publisher|analyst) you cannot .+\. Ask an owner.*\.$/);
});

test("a role on one brand replaces the one in the workspace there, upwards and downwards", () => {
  const mixed = member("reviewer", { brandRoles: { [brandId]: "analyst", [otherBrandId]: "strategist" } });
  expect(can(mixed, "video.approve", brandId)).toBe(false);
  expect(can(mixed, "brief.launch", otherBrandId)).toBe(true);
  expect(can(mixed, "video.approve", otherBrandId)).toBe(false);
  expect(can(mixed, "video.approve", "0198a1c0-0000-7000-8000-000000000003")).toBe(true);
});

test("an admin of one brand is no admin of the workspace", () => {
  const lent = member("analyst", { brandRoles: { [brandId]: "admin" } });
  expect(can(lent, "product.edit", brandId)).toBe(true);
  expect(workspaceVerbs.filter((verb) => can(lent, verb))).toEqual(["workspace.read", "activity.read"]);
});

test("nothing narrows an owner, and whoever runs the machine may do everything", () => {
  const owner = member("owner", { brandRoles: { [brandId]: "analyst" } });
  const all = [...workspaceVerbs, ...brandVerbs];
  expect(listPermissions(owner, brandId)).toEqual(all);
  expect(listPermissions(operatorOf("w"), brandId)).toEqual(all);
});

test("a brand's name that objects have by themselves opens nothing", () => {
  const narrowed = member("analyst", { narrowed: true });
  for (const id of ["constructor", "__proto__", "toString"]) expect(can(narrowed, "brand.read", id)).toBe(false);
});

test("to ask about a brand without saying which is a mistake, not a yes", () => {
  const ask = can as (who: Member, verb: Verb) => boolean;
  expect(() => ask(member("owner"), "brief.launch")).toThrow(/say which/);
});

test("a narrowed member hears that the workspace is not theirs, and a closed brand says so", () => {
  const narrowed = member("admin", { narrowed: true, brandRoles: { [brandId]: "admin" } });
  expect(() => requirePermission(narrowed, "member.invite")).toThrow(
    "You work on some of the brands only, and that does not let you invite people. Ask an owner or admin.",
  );
  expect(() => requirePermission(narrowed, "brief.edit", otherBrandId)).toThrow(/not among those you work on/);
});
