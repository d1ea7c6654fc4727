import { Form, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Panel } from "../components/panel.tsx";
import styles from "./product-form.module.css";

export type ProductFields = {
  title: string;
  description: string;
  benefits: string[];
  facts: string[];
  priceCents: number | null;
  currency: string | null;
  url: string | null;
};

/** A product's words, price and link. What is typed survives a refusal; facts are what scripts may claim, nothing else. */
export function ProductForm(props: { product?: ProductFields; reply: object | undefined; submit: string }) {
  const { product, reply, submit } = props;
  const busy = useNavigation().state !== "idle";
  return (
    <Form method="post" className={styles.form}>
      <FormBanner reply={reply} />
      <Panel title="What it is">
        <div className={styles.fields}>
          <TextBox name="title" label="Name" value={product?.title} reply={reply} required maxLength={255} />
          <TextBox name="description" label="Description" value={product?.description} reply={reply} lines={4} />
          <div className={styles.pair}>
            <TextBox
              name="price"
              label="Price"
              help="Leave it empty and no video mentions one"
              value={product?.priceCents == null ? "" : (product.priceCents / 100).toFixed(2)}
              reply={reply}
              inputMode="decimal"
            />
            <TextBox name="currency" label="Currency" value={product?.currency ?? "USD"} reply={reply} maxLength={3} />
          </div>
          <TextBox
            name="url"
            label="Link to buy it"
            type="url"
            value={product?.url}
            reply={reply}
            placeholder="https://"
          />
        </div>
      </Panel>
      <Panel title="What may be said">
        <div className={styles.fields}>
          <TextBox
            name="benefits"
            label="Benefits"
            help="One per line: what it does for somebody"
            value={product?.benefits.join("\n")}
            reply={reply}
            lines={4}
          />
          <TextBox
            name="facts"
            label="Facts"
            help="One per line. Scripts claim these and nothing else"
            value={product?.facts.join("\n")}
            reply={reply}
            lines={4}
          />
        </div>
      </Panel>
      <div className={styles.end}>
        <Button variant="primary" size="large" submit loading={busy}>
          {submit}
        </Button>
      </div>
    </Form>
  );
}
