import type { LoaderFunctionArgs } from "@remix-run/node";
import { exportBrief } from "#studio/briefs/export.ts";
import { orMissing } from "../missing.server.ts";
import { requireBrand } from "../session.server.ts";

/** The brief as a file that makes it again, here or in another studio. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const { file, yaml } = await exportBrief(db, brand.id, params.briefId ?? "").catch(orMissing);
  return new Response(yaml, {
    headers: { "Content-Type": "application/yaml", "Content-Disposition": `attachment; filename="${file}"` },
  });
}
