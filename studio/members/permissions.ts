import { Forbidden } from "#config/errors.ts";
import type { Role } from "#db/tables/accounts.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { sayRole } from "./words.ts";

export const roles = ["owner", "admin", "strategist", "reviewer", "publisher", "analyst"] as const satisfies Role[];

/** Who acts, as far as permission goes. `brandRoles` is the role by brand id, where it differs or access is narrowed. */
export type Member = {
  /** Null for whoever runs the machine, at its command line. */
  userId: string | null;
  workspaceId: string;
  role: Role;
  /** Only the brands of `brandRoles` are open, and nothing of the workspace around them. */
  narrowed: boolean;
  brandRoles: Readonly<Record<string, Role>>;
};

/** Somebody who does something: what they may, and how the audit names them. */
export type Doer = { member: Member; by: Actor };

type Permission = { to: readonly Role[]; deed: string };

const keepers = ["owner", "admin"] as const;
const makers = ["owner", "admin", "strategist"] as const;
const deciders = ["owner", "admin", "reviewer"] as const;
const senders = ["owner", "admin", "publisher"] as const;
const readers = ["owner", "admin", "strategist", "publisher", "analyst"] as const;

/** What is done to the workspace. `deed` ends the sentence "Your role does not let you …". */
const ofWorkspace = {
  "workspace.read": { to: roles, deed: "see the workspace's settings" },
  "workspace.rename": { to: keepers, deed: "rename the workspace" },
  "workspace.export": { to: ["owner"], deed: "export the workspace" },
  "workspace.delete": { to: ["owner"], deed: "delete the workspace" },
  "brand.create": { to: keepers, deed: "add a brand" },
  "member.read": { to: keepers, deed: "see who is in the workspace" },
  "member.invite": { to: keepers, deed: "invite people" },
  "member.change": { to: keepers, deed: "change what a member may do" },
  "member.remove": { to: keepers, deed: "remove a member" },
  "settings.security": { to: ["owner"], deed: "change the workspace's security settings" },
  "outbox.read": { to: ["owner"], deed: "read the outbox" },
  "audit.read": { to: keepers, deed: "read the audit trail" },
  "api-key.create": { to: keepers, deed: "make an API key" },
  "api-key.revoke": { to: keepers, deed: "revoke an API key" },
  "webhook.read": { to: keepers, deed: "see the webhooks" },
  "webhook.edit": { to: keepers, deed: "change the webhooks" },
  "dossier.research": { to: makers, deed: "have a dossier researched" },
  "dossier.decide": { to: keepers, deed: "change a dossier" },
  "activity.read": { to: roles, deed: "see what the studio is doing" },
  "activity.retry": { to: keepers, deed: "run a workflow again" },
  "activity.cancel": { to: keepers, deed: "cancel a workflow" },
} as const satisfies Record<string, Permission>;

/** What is done to one brand. */
const ofBrand = {
  "brand.read": { to: roles, deed: "open this brand" },
  "brand.archive": { to: keepers, deed: "archive a brand" },
  "kit.import": { to: makers, deed: "change the brand kit" },
  "product.edit": { to: makers, deed: "change products" },
  "persona.edit": { to: makers, deed: "change personas" },
  "claim.edit": { to: deciders, deed: "change the claims library" },
  "playground.run": { to: makers, deed: "film in the playground" },
  "brief.edit": { to: makers, deed: "write briefs" },
  "brief.launch": { to: makers, deed: "launch a brief" },
  "variant.retry": { to: makers, deed: "have a video made again" },
  "video.approve": { to: deciders, deed: "approve videos" },
  "video.return": { to: deciders, deed: "send videos back" },
  "video.reject": { to: deciders, deed: "reject videos" },
  "video.undo": { to: deciders, deed: "take a decision back" },
  "post.schedule": { to: senders, deed: "plan posts" },
  "post.publish": { to: senders, deed: "send a post out" },
  "post.withdraw": { to: senders, deed: "take a post off the calendar" },
  "channel.connect": { to: senders, deed: "connect channels" },
  "results.read": { to: readers, deed: "see results" },
  "results.refresh": { to: readers, deed: "ask the networks for new figures" },
} as const satisfies Record<string, Permission>;

export type WorkspaceVerb = keyof typeof ofWorkspace;
export type BrandVerb = keyof typeof ofBrand;
export type Verb = WorkspaceVerb | BrandVerb;

export const workspaceVerbs = Object.keys(ofWorkspace) as WorkspaceVerb[];
export const brandVerbs = Object.keys(ofBrand) as BrandVerb[];

/**
 * Whether a member may do this, on this brand where it is done to a brand. The only place that answers it: pages, actions,
 * the API and the command line all ask here. That the brand is of the member's workspace, the query that found it has seen to.
 */
export function can(member: Member, verb: WorkspaceVerb): boolean;
export function can(member: Member, verb: BrandVerb, brandId: string): boolean;
export function can(member: Member, verb: Verb, brandId?: string): boolean {
  if (!isBrandVerb(verb)) return !member.narrowed && includes(ofWorkspace[verb].to, member.role);
  if (brandId === undefined) throw new Error(`${verb} is done to a brand; say which`);
  const role = roleOn(member, brandId);
  return role !== undefined && includes(ofBrand[verb].to, role);
}

/** Throws Forbidden, with a sentence that says what is missing and who has it. */
export function requirePermission(member: Member, verb: WorkspaceVerb): void;
export function requirePermission(member: Member, verb: BrandVerb, brandId: string): void;
export function requirePermission(member: Member, verb: Verb, brandId?: string): void {
  const allowed = isBrandVerb(verb) ? can(member, verb, brandId ?? "") : can(member, verb);
  if (!allowed) throw new Forbidden(verb, sayRefusal(member, verb, brandId));
}

/** The role on a brand; undefined when the brand is closed to the member. */
export function roleOn(member: Member, brandId: string): Role | undefined {
  // An owner answers for the whole workspace: no row about a brand takes anything from them.
  if (member.role === "owner") return "owner";
  const own = Object.hasOwn(member.brandRoles, brandId) ? member.brandRoles[brandId] : undefined;
  return own ?? (member.narrowed ? undefined : member.role);
}

/** Everything the member may do, for a page to know which buttons to show: on `brandId` when it is given. */
export function listPermissions(member: Member, brandId?: string): Verb[] {
  const onBrand = brandId === undefined ? [] : brandVerbs.filter((verb) => can(member, verb, brandId));
  return [...workspaceVerbs.filter((verb) => can(member, verb)), ...onBrand];
}

/** Whoever runs the machine: they have the database in their hands, so nothing is closed to them. */
export function operatorOf(workspaceId: string): Member {
  return { userId: null, workspaceId, role: "owner", narrowed: false, brandRoles: {} };
}

function sayRefusal(member: Member, verb: Verb, brandId: string | undefined): string {
  const { to, deed }: Permission = isBrandVerb(verb) ? ofBrand[verb] : ofWorkspace[verb];
  if (!isBrandVerb(verb) && member.narrowed) {
    return `You work on some of the brands only, and that does not let you ${deed}. Ask ${sayOneOf(to)}.`;
  }
  const role = brandId === undefined ? member.role : roleOn(member, brandId);
  return role === undefined
    ? "This brand is not among those you work on. Ask an owner or admin to open it to you."
    : `As ${sayRole(role)} you cannot ${deed}. Ask ${sayOneOf(to)}.`;
}

function sayOneOf(to: readonly Role[]): string {
  const [first = "owner", ...others] = to;
  const last = others.pop();
  return last ? `${[sayRole(first), ...others].join(", ")} or ${last}` : `${sayRole(first)}`;
}

const isBrandVerb = (verb: Verb): verb is BrandVerb => Object.hasOwn(ofBrand, verb);
const includes = (to: readonly Role[], role: Role) => to.includes(role);
