import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { listBrandsWithKits } from "#db/queries/brand-page.ts";
import styles from "../brand/brands.module.css";
import { EmptyState } from "../components/empty-state.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { paths } from "../paths.ts";
import { requireUser } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Brands · Troupe" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { db, workspace, brands: open, may } = await requireUser({ request, context });
  const all = await listBrandsWithKits(db, workspace.id);
  return {
    brands: all.filter(({ id }) => open.some((brand) => brand.id === id)),
    mayAdd: may.includes("brand.create"),
  };
}

export default function Brands() {
  const { brands, mayAdd } = useLoaderData<typeof loader>();
  const add = mayAdd ? (
    <Button variant="primary" size="large" url={paths.newBrand()}>
      Add a brand
    </Button>
  ) : null;
  return (
    <Page
      title="Brands"
      subtitle="Each with its own kit, people, products and channels."
      actions={brands.length > 0 ? add : null}
    >
      {brands.length === 0 ? (
        <Panel>
          <EmptyState title="Bring your first brand" action={add}>
            A brand comes as a folder with its colours, fonts, logo, voice, claims and products.
          </EmptyState>
        </Panel>
      ) : (
        <ul className={styles.brands}>
          {brands.map((brand) => (
            <li key={brand.id} className={styles.card}>
              <div className={styles.stripes} aria-hidden="true">
                {Object.entries(brand.palette ?? {}).map(([part, colour]) => (
                  <span key={part} style={{ background: colour }} />
                ))}
              </div>
              <div className={styles.words}>
                <Link to={paths.today(brand.slug)} className={styles.name}>
                  {brand.name}
                </Link>
                <p>{brand.tagline ?? brand.zone}</p>
                <p className={styles.soft}>
                  {brand.personas} {brand.personas === 1 ? "persona" : "personas"}, {brand.products}{" "}
                  {brand.products === 1 ? "product" : "products"}
                  {brand.version ? `, kit version ${brand.version}` : ", no kit yet"}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
