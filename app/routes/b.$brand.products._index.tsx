import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { listProducts } from "#db/queries/products.ts";
import { showPrice } from "#studio/products/price.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { Page } from "../components/page.tsx";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import styles from "../products/product-wall.module.css";
import { requireBrand } from "../session.server.ts";

const perPage = 48;

export const meta: MetaFunction = () => [{ title: "Products · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { brand } = await requireBrand({ request, params, context });
  const after = new URL(request.url).searchParams.get("after") || undefined;
  const rows = await listProducts(context.db, brand.id, { ...(after ? { after } : {}), limit: perPage + 1 }).catch(
    orMissing,
  );
  const more = rows.length > perPage ? rows[perPage - 1]?.id : undefined;
  const products = rows.slice(0, perPage).map(({ id, title, picture, pictureNote, ...product }) => {
    return { id, title, hasPicture: picture !== null, pictureNote, price: showPrice(product) };
  });
  return { slug: brand.slug, products, more };
}

export default function Products() {
  const { slug, products, more } = useLoaderData<typeof loader>();
  const actions = (
    <>
      <Button size="large" url={paths.productImport(slug)}>
        Import from Shopify
      </Button>
      <Button variant="primary" size="large" url={paths.product(slug, "new")}>
        Add product
      </Button>
    </>
  );
  return (
    <Page title="Products" subtitle="What the videos are about, and what may be said of it." actions={actions}>
      {products.length === 0 ? (
        <EmptyState title="No products yet">
          Add one by hand, or import the CSV that your Shopify store exports.
        </EmptyState>
      ) : (
        <ul className={styles.wall}>
          {products.map((product) => (
            <li key={product.id} className={styles.card}>
              <div className={styles.picture}>
                {product.hasPicture ? (
                  <img src={paths.productPicture(slug, product.id)} alt="" loading="lazy" decoding="async" />
                ) : (
                  <div className={styles.none}>{product.pictureNote ? "Picture not fetched" : "No picture yet"}</div>
                )}
              </div>
              <div>
                <Link to={paths.product(slug, product.id)} prefetch="intent">
                  {product.title}
                </Link>
                <p className={styles.soft}>{product.price ?? "No price"}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
      {more ? (
        <div>
          <Button url={`${paths.products(slug)}?after=${more}`}>Show more</Button>
        </div>
      ) : null}
    </Page>
  );
}
