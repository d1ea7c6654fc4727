import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { restoreClaim, withdrawClaim } from "#studio/claims/library.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { requireBrand } from "../session.server.ts";

/** POST takes a claim back, DELETE lets it stand again. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "claim.edit");
  const change = request.method === "DELETE" ? restoreClaim : withdrawClaim;
  await change(db, brand.id, doer.by, params.claimId ?? "").catch(orMissing);
  return redirect(paths.claims(brand.slug));
}
