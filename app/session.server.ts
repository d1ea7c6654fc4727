import { type AppLoadContext, redirect } from "@remix-run/node";
import { type BrandLine, findBrandLines, findMembership, type Membership } from "#db/queries/accounts.ts";
import { paths } from "./paths.ts";
import { findReturnPath } from "./return-path.ts";

type Asked = { request: Request; context: AppLoadContext };

export type Person = { id: string; name: string; email: string };
/** Who asks, in which workspace, and the brands they may open. */
export type Admission = Membership & { user: Person; brands: BrandLine[] };
export type BrandAdmission = Admission & { brand: BrandLine & { workspaceId: string } };

/** Throws a redirect to sign-in, which leads back to where the person wanted to go. */
export async function requireUser({ request, context }: Asked): Promise<Admission> {
  const session = await context.accounts.findSession(request);
  if (!session) throw redirect(signInPath(request));
  const membership = await findMembership(context.db, session.user.id);
  if (!membership) throw new Response("You have no workspace here. Ask its owner to let you in.", { status: 403 });
  const brands = await findBrandLines(context.db, membership.workspace.id);
  return { user: session.user, ...membership, brands };
}

/** `requireUser`, and the brand of the address. A brand of somebody else's workspace is a 404, as if it did not exist. */
export async function requireBrand(asked: Asked & { params: { brand?: string } }): Promise<BrandAdmission> {
  const admission = await requireUser(asked);
  const brand = admission.brands.find(({ slug }) => slug === asked.params.brand);
  if (!brand) throw new Response("There is no brand at this address.", { status: 404 });
  return { ...admission, brand: { ...brand, workspaceId: admission.workspace.id } };
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
