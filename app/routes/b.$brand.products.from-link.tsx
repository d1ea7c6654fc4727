import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, useActionData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { fetchPublic } from "#providers/web/fetch-public.ts";
import { importFromLink } from "#studio/products/import-link.ts";
import styles from "../briefs/brief-form.module.css";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "From a product's page · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireBrand({ request, params, context }, "product.edit");
  return null;
}

/** Reads the page, adds what it sells, and begins a brief about it. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "product.edit");
  const form = await request.formData();
  const guard = { allow: context.env.fetchAllowHosts };
  try {
    const url = String(form.get("url") ?? "");
    const product = await importFromLink(db, context.files, brand.id, doer.by, url, (address, bounds) =>
      fetchPublic(address, bounds, guard),
    );
    return redirect(paths.briefFrom(brand.slug, { product: product.id }));
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function ProductFromLink() {
  const reply = useActionData<typeof action>();
  const { slug } = useBrand();
  const busy = useNavigation().state !== "idle";
  return (
    <Page
      title="From a product's page"
      subtitle="Its name, description, price and picture are read from the page. Check them before you launch."
      back={{ to: paths.newBrief(slug), label: "New brief" }}
      width="narrow"
    >
      <FormBanner reply={reply} />
      <Panel>
        <Form method="post" className={styles.stack} noValidate>
          <TextBox
            name="url"
            label="The page's address"
            type="url"
            inputMode="url"
            placeholder="https://example.com/product"
            reply={reply}
            autoFocus
          />
          <div>
            <Button submit variant="primary" size="large" loading={busy}>
              Read the page
            </Button>
          </div>
        </Form>
      </Panel>
    </Page>
  );
}
