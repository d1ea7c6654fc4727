import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { listProducts } from "#db/queries/products.ts";
import { showPrice } from "#studio/products/price.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { May } from "../components/may.tsx";
import { Page } from "../components/page.tsx";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import styles from "../products/product-wall.module.css";
import { requireBrand } from "../session.server.ts";

const perPage = 48;

export const meta: MetaFunction = () => [{ title: "Products · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const { searchParams } = new URL(request.url);
  const after = searchParams.get("after") || undefined;
  const search = searchParams.get("q")?.trim() ?? "";
  const archived = searchParams.has("archived");
  const page = { ...(after ? { after } : {}), limit: perPage + 1, search, archived };
  const rows = await listProducts(db, brand.id, page).catch(orMissing);
  const more = rows.length > perPage ? rows[perPage - 1]?.id : undefined;
  const products = rows.slice(0, perPage).map(({ id, title, picture, pictureNote, ...product }) => {
    return { id, title, hasPicture: picture !== null, pictureNote, price: showPrice(product) };
  });
  return { slug: brand.slug, products, more, search, archived };
}

export default function Products() {
  const { slug, products, more, search, archived } = useLoaderData<typeof loader>();
  const filters = { ...(search ? { q: search } : {}), ...(archived ? { archived: "" } : {}) };
  const actions = (
    <May verb="product.edit">
      <Button size="large" url={paths.productImport(slug)}>
        Import from Shopify
      </Button>
      <Button variant="primary" size="large" url={paths.product(slug, "new")}>
        Add product
      </Button>
    </May>
  );
  return (
    <Page
      title={archived ? "Archived products" : "Products"}
      subtitle={
        archived ? "In no new brief. Their videos stay." : "What the videos are about, and what may be said of it."
      }
      {...(archived ? { back: { to: paths.products(slug), label: "Products" } } : {})}
      actions={archived ? null : actions}
    >
      {search || products.length > 8 ? <SearchProducts search={search} archived={archived} /> : null}
      {products.length === 0 ? (
        <EmptyState {...sayNothing(search, archived)} />
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
          <Button url={`?${new URLSearchParams({ ...filters, after: more })}`}>Show more</Button>
        </div>
      ) : null}
      {archived ? null : (
        <p>
          <Link to="?archived">Archived products</Link>
        </p>
      )}
    </Page>
  );
}

function SearchProducts({ search, archived }: { search: string; archived: boolean }) {
  return (
    <search>
      <Form className={styles.search}>
        {archived ? <input type="hidden" name="archived" value="" /> : null}
        <input
          type="search"
          name="q"
          defaultValue={search}
          aria-label="Search products"
          placeholder="Search products"
        />
        <Button submit>Search</Button>
      </Form>
    </search>
  );
}

function sayNothing(search: string, archived: boolean): { title: string; children: string } {
  if (search) return { title: `Nothing is called “${search}”`, children: "Try fewer letters." };
  if (archived) return { title: "Nothing is archived", children: "A product that you archive waits here." };
  return {
    title: "No products yet",
    children: "Add one by hand, or import the CSV that your Shopify store exports.",
  };
}
