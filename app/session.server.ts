import { type AppLoadContext, redirect } from "@remix-run/node";
import { clientAddressHeader } from "#config/client-address.ts";
import { Forbidden } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { type BrandLine, findBrandLines } from "#db/queries/accounts.ts";
import { listMemberships, type Membership } from "#db/queries/members.ts";
import type { Role, SelfApproval } from "#db/tables/accounts.ts";
import {
  type BrandVerb,
  can,
  type Doer,
  listPermissions,
  type Member,
  requirePermission,
  roleOn,
  type Verb,
  type WorkspaceVerb,
} from "#studio/members/permissions.ts";
import { lastWorkspaceCookie } from "./last-brand.server.ts";
import { paths } from "./paths.ts";
import { findReturnPath } from "./return-path.ts";

type Asked = { request: Request; context: AppLoadContext };

export type Person = { id: string; name: string; email: string };
/** Who asks, in which workspace, the brands they may open, and everything they may do (on the brand, where there is one). */
export type Admission = {
  /** The workspace's part of the database, and nothing else of it. */
  db: Db;
  user: Person;
  workspace: { id: string; name: string; selfApproval: SelfApproval };
  /** Every workspace they belong to. */
  workspaces: { id: string; name: string }[];
  role: Role;
  member: Member & { userId: string };
  /** For verbs that ask what one may do and write down who did it. */
  doer: Doer;
  brands: BrandLine[];
  may: Verb[];
};
export type BrandAdmission = Admission & { brand: BrandLine & { workspaceId: string } };

/**
 * Throws a redirect to sign-in, which leads back to where the person wanted to go. With a verb, whoever may not do it gets
 * a 403 with the sentence that says why.
 */
export async function requireUser(asked: Asked, verb?: WorkspaceVerb): Promise<Admission> {
  const { user, memberships } = await identify(asked);
  const admission = await admit(asked, user, memberships, memberships[0]!);
  if (verb) orForbidden(() => requirePermission(admission.member, verb));
  return { ...admission, may: listPermissions(admission.member) };
}

/**
 * `requireUser`, and the brand of the address, in whichever of the person's workspaces has it. A brand of somebody else's
 * workspace, or one that is closed to them, is a 404, as if it did not exist.
 *
 *     const { user, brand } = await requireBrand({ request, params, context }, "brief.launch");
 */
export async function requireBrand(
  asked: Asked & { params: { brand?: string } },
  verb?: BrandVerb,
): Promise<BrandAdmission> {
  const { user, memberships } = await identify(asked);
  for (const membership of memberships) {
    const admission = await admit(asked, user, memberships, membership);
    const brand = admission.brands.find(({ slug }) => slug === asked.params.brand);
    if (!brand) continue;
    const { member, workspace } = admission;
    if (verb) orForbidden(() => requirePermission(member, verb, brand.id));
    const may = listPermissions(member, brand.id);
    return {
      ...admission,
      role: roleOn(member, brand.id) ?? member.role,
      may,
      brand: { ...brand, workspaceId: workspace.id },
    };
  }
  throw new Response("There is no brand at this address.", { status: 404 });
}

async function identify({ request, context }: Asked): Promise<{ user: Person; memberships: Membership[] }> {
  const session = await context.accounts.findSession(request);
  if (!session) throw redirect(signInPath(request));
  const memberships = await listMemberships(context.everywhere, session.user.id);
  if (memberships.length === 0) {
    throw new Response("You have no workspace here. Ask its owner to let you in.", { status: 403 });
  }
  // The workspace last worked in comes first. The cookie grants nothing: it only sorts what the person has anyway.
  const last: unknown = memberships.length > 1 && (await lastWorkspaceCookie.parse(request.headers.get("cookie")));
  memberships.sort((a, b) => Number(b.workspaceId === last) - Number(a.workspaceId === last));
  return { user: session.user, memberships };
}

async function admit(
  { request, context }: Asked,
  user: Person,
  memberships: Membership[],
  membership: Membership,
): Promise<Omit<Admission, "may">> {
  const { workspace, ...member } = membership;
  const db = context.within(workspace.id);
  const brands = await findBrandLines(db, workspace.id);
  return {
    db,
    user,
    workspace,
    workspaces: memberships.map(({ workspace: { id, name } }) => ({ id, name })),
    role: member.role,
    member,
    doer: {
      member,
      by: {
        workspaceId: workspace.id,
        kind: "user",
        id: user.id,
        name: user.name,
        address: request.headers.get(clientAddressHeader),
        userAgent: request.headers.get("user-agent"),
      },
    },
    brands: brands.filter(({ id }) => can(member, "brand.read", id)),
  };
}

/** A page or form that is not for this person: the sentence, with a 403. */
function orForbidden(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof Forbidden) throw new Response(error.message, { status: 403, statusText: "Not allowed" });
    throw error;
  }
}

/** A form sent after the session ran out leads back to the page it was on, since its own address may not be a page. */
function signInPath(request: Request): string {
  const { pathname, search, host } = new URL(request.url);
  const referrer = request.headers.get("referer");
  const page =
    request.method === "GET"
      ? pathname + search
      : referrer && URL.canParse(referrer) && new URL(referrer).host === host
        ? new URL(referrer).pathname
        : undefined;
  const back = findReturnPath(page);
  return back && back !== paths.home() ? `${paths.signIn()}?to=${encodeURIComponent(back)}` : paths.signIn();
}
