import path from "node:path";
import { fileURLToPath } from "node:url";
import { findBrandBySlug } from "#db/queries/brands.ts";
import { listBriefs } from "#db/queries/briefs.ts";
import { listPersonas } from "#db/queries/personas.ts";
import { listProducts } from "#db/queries/products.ts";
import { importKitFolder } from "#studio/brands/import-kit.ts";
import { saveBrief } from "#studio/briefs/brief.ts";
import { launchBrief } from "#studio/briefs/launch.ts";
import { briefLaunched } from "#workflows/events.ts";
import type { House } from "../house.ts";
import { demoBrand, demoBrief } from "./brief.ts";
import { type DemoOwner, demoActor } from "./owner.ts";

const kits = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../brand-kits");

export type Demo = { brandId: string; brandSlug: string; briefId: string; personas: number; launchedNow: boolean };

/**
 * Loads both kits with their rosters and launches the demo brief, each only where it is not there yet: started again on
 * the same data, the demo goes on with what there is.
 */
export async function loadDemo(house: House, owner: DemoOwner): Promise<Demo> {
  const { db } = house;
  const { workspaceId } = owner;
  const by = demoActor(owner);
  for (const slug of [demoBrand, "lykke-bath"]) {
    if (!(await findBrandBySlug(db, workspaceId, slug))) {
      await importKitFolder(db, house.files, { workspaceId }, by, path.join(kits, slug));
    }
  }
  const brand = await findBrandBySlug(db, workspaceId, demoBrand);
  if (!brand) throw new Error("The demo brand did not load");
  const personas = await listPersonas(db, brand.id, { limit: 20 });
  const [known] = await listBriefs(db, brand.id, { limit: 1 });
  const demo = { brandId: brand.id, brandSlug: brand.slug, personas: personas.length };
  if (known) return { ...demo, briefId: known.id, launchedNow: false };

  const products = await listProducts(db, brand.id, { limit: 50 });
  const hero = products.find((product) => product.picture) ?? products[0];
  if (!hero) throw new Error("The demo kit has no product");
  const briefId = await saveBrief(
    db,
    brand.id,
    by,
    demoBrief(
      hero.id,
      personas.slice(0, 3).map((persona) => persona.id),
    ),
  );
  await house.commit(house.db, async (trx, send) => {
    const { launchId } = await launchBrief(trx, brand.id, briefId, by);
    await send(briefLaunched.create({ workspaceId, brandId: brand.id, briefId, launchId }));
  });
  return { ...demo, briefId, launchedNow: true };
}
