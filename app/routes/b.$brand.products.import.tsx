import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { fetchPublic } from "#providers/web/fetch-public.ts";
import { importShopifyCsv } from "#studio/products/import-shopify-csv.ts";
import { CsvRefused } from "#studio/products/shopify-csv.ts";
import { ChoiceBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { paths } from "../paths.ts";
import styles from "../products/product-wall.module.css";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";
import { readUpload } from "../upload.server.ts";

const currencies = ["USD", "EUR", "GBP", "NOK", "SEK", "DKK", "CHF", "CAD", "AUD", "JPY"];

export const meta: MetaFunction = () => [{ title: "Import products · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { brand } = await requireBrand({ request, params, context }, "product.edit");
  return { slug: brand.slug };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "product.edit");
  try {
    const { bytes, form } = await readUpload(request, "csv", 15);
    const chosen = String(form.get("currency"));
    const currency = currencies.includes(chosen) ? chosen : "USD";
    const csv = new TextDecoder().decode(bytes);
    const report = await importShopifyCsv(db, context.files, brand.id, doer.by, csv, {
      currency,
      fetchPicture: (url) => fetchPublic(url, {}, { allow: context.env.fetchAllowHosts }),
    });
    return data({ report, problems: [] });
  } catch (error) {
    if (error instanceof CsvRefused) {
      const { code, message, problems } = error;
      return data(
        { error: { code, message, field: "csv", fields: { csv: message } }, problems, report: null },
        { status: 422 },
      );
    }
    return replyTo(error);
  }
}

export default function ImportProducts() {
  const { slug } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const busy = useNavigation().state !== "idle";
  const report = reply && "report" in reply ? reply.report : null;
  const problems = reply && "problems" in reply ? reply.problems : [];
  return (
    <Page
      title="Import products"
      subtitle="From the CSV that Shopify exports under Products. All of it is imported, or nothing."
      width="narrow"
      back={{ to: paths.products(slug), label: "Products" }}
    >
      {report ? (
        <Panel title={`${report.imported} products imported`}>
          {report.notices.length > 0 ? (
            <ul className={styles.notices}>
              {report.notices.map((notice) => (
                <li key={`${notice.handle} ${notice.message}`}>
                  <strong>{notice.handle}</strong>: {notice.message}
                </li>
              ))}
            </ul>
          ) : (
            <p>Every product has its price and its picture.</p>
          )}
        </Panel>
      ) : null}
      <Panel title="Choose the file">
        <Form method="post" encType="multipart/form-data" className={styles.picked}>
          <FormBanner reply={reply} />
          <label>
            Product CSV <input type="file" name="csv" accept=".csv,text/csv" required />
          </label>
          <ChoiceBox
            name="currency"
            label="Currency of the prices"
            help="The file does not say it"
            options={currencies.map((code) => ({ label: code, value: code }))}
          />
          <div>
            <Button variant="primary" size="large" submit loading={busy}>
              Import products
            </Button>
          </div>
        </Form>
      </Panel>
      {problems.length > 0 ? (
        <Panel title="What to mend">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls sideways has to be reachable by keyboard */}
          <section className={styles.scroll} tabIndex={0} aria-label="Problems in the file">
            <table className={styles.problems}>
              <thead>
                <tr>
                  <th scope="col">Line</th>
                  <th scope="col">Column</th>
                  <th scope="col">What is wrong</th>
                </tr>
              </thead>
              <tbody>
                {problems.map((problem) => (
                  <tr key={`${problem.line} ${problem.column}`}>
                    <td>{problem.line}</td>
                    <td>{problem.column}</td>
                    <td>{problem.message}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </Panel>
      ) : null}
    </Page>
  );
}
