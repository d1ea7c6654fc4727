import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { getProduct } from "#db/queries/products.ts";
import { largestCutaway } from "#studio/products/cutaways.ts";
import { updateProduct } from "#studio/products/product.ts";
import { May } from "../components/may.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { useMay } from "../components/use-brand.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { BeforeAfterPanel } from "../products/before-after-panel.tsx";
import { CutawayPanel } from "../products/cutaway-panel.tsx";
import { PicturePanel } from "../products/picture-panel.tsx";
import { ProductForm } from "../products/product-form.tsx";
import styles from "../products/product-page.module.css";
import { readCutaways } from "../products/read-cutaways.server.ts";
import { readProduct } from "../products/read-product.server.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.product.title ?? "Product"} · Troupe` },
];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const product = await getProduct(db, brand.id, params.productId ?? "").catch(orMissing);
  return { slug: brand.slug, product, largestCutaway, ...(await readCutaways(db, brand.id, product)) };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "product.edit");
  const form = await request.formData();
  const id = params.productId ?? "";
  try {
    await updateProduct(db, brand.id, doer.by, id, readProduct(form));
    return redirect(paths.product(brand.slug, id));
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function Product() {
  const { slug, product, cutaways, pairs, largestCutaway } = useLoaderData<typeof loader>();
  const archived = product.archivedAt !== null;
  const reply = useActionData<typeof action>();
  const mayEdit = useMay()("product.edit");
  return (
    <Page
      title={product.title}
      subtitle={archived ? "Archived: no new brief can use it. Its videos stay." : undefined}
      width="narrow"
      back={{ to: paths.products(slug), label: "Products" }}
      actions={
        <May verb="product.edit">
          <Form method={archived ? "delete" : "post"} action={paths.productArchive(slug, product.id)}>
            <Button submit loading={useNavigation().formAction?.endsWith("/archive") ?? false}>
              {archived ? "Restore" : "Archive"}
            </Button>
          </Form>
        </May>
      }
    >
      <fieldset className={styles.form} disabled={!mayEdit}>
        <Panel title="Picture">
          <PicturePanel slug={slug} product={product} />
        </Panel>
        <ProductForm product={product} reply={reply} submit="Save product" />
        <Panel title="Pictures and clips to cut to">
          <CutawayPanel slug={slug} productId={product.id} cutaways={cutaways} maxMegabytes={largestCutaway} />
        </Panel>
        <Panel title="Before and after">
          <BeforeAfterPanel
            slug={slug}
            productId={product.id}
            pairs={pairs}
            pictures={cutaways.filter(({ kind }) => kind === "picture")}
          />
        </Panel>
      </fieldset>
    </Page>
  );
}
