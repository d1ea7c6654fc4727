import { Form, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useState } from "react";
import { sayMoney } from "#studio/ledger/money.ts";
import { ChoiceBox } from "../components/fields.tsx";
import { May } from "../components/may.tsx";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./picture-sheet.module.css";

/** A picture of the sheet as the page shows it. */
export type SheetPicture = {
  id: string;
  view: string;
  name: string;
  state: "queued" | "drawing" | "done" | "failed";
  failure: string | null;
  sha256: string | null;
};

/** What a picture costs and how many there are without one of a product; or what is missing before any can be drawn. */
export type SheetOffer = { priceMicros: number; views: number } | { missing: string[] };

/** The same person from several sides, as a picture model drew it. The price stands on the button before it is pressed. */
export function PictureSheet(props: {
  personaId: string;
  pictures: SheetPicture[];
  offer: SheetOffer;
  products: { id: string; title: string }[];
}) {
  const { personaId, pictures, offer, products } = props;
  const { slug } = useBrand();
  const [product, setProduct] = useState("");
  const asking = useNavigation().formData?.get("intent") === "picture";
  const ask = "missing" in offer ? null : planSheet(offer, pictures, product !== "");
  const busy = pictures.some(({ state }) => state === "queued" || state === "drawing");
  return (
    <Panel title="Pictures" aside="For generated footage">
      {pictures.length > 0 ? (
        <ul className={styles.sheet}>
          {pictures.map(({ id, name, state, failure, sha256 }) => (
            <li key={id}>
              {state === "done" ? (
                <img
                  src={`${paths.personaPicture(slug, personaId, id)}?${sha256?.slice(0, 12)}`}
                  alt={name}
                  loading="lazy"
                />
              ) : (
                <div className={styles.blank}>{state === "failed" ? "Failed" : "Being drawn"}</div>
              )}
              <strong>{name}</strong>
              {failure ? <p>{failure}</p> : null}
            </li>
          ))}
        </ul>
      ) : null}
      {"missing" in offer ? (
        <p className={styles.soft}>
          The same person from several sides needs a picture model, and none is set up. Missing:{" "}
          {offer.missing.join(", ")}. Until then the drawn portrait is used.
        </p>
      ) : (
        <May verb="persona.edit">
          <Form method="post" className={styles.ask}>
            <input type="hidden" name="intent" value="picture" />
            {ask?.anew ? <input type="hidden" name="anew" value="yes" /> : null}
            {products.length > 0 ? (
              <ChoiceBox
                name="productId"
                label="In its hand"
                value=""
                options={[
                  { value: "", label: "Nothing" },
                  ...products.map(({ id, title }) => ({ value: id, label: title })),
                ]}
                onChoice={setProduct}
                reply={undefined}
              />
            ) : null}
            <Button submit loading={asking} disabled={busy}>
              {ask?.says}
            </Button>
          </Form>
        </May>
      )}
    </Panel>
  );
}

/** What pressing the button makes and costs: what is missing, or all of it anew when nothing is. */
function planSheet(
  { priceMicros, views }: Extract<SheetOffer, { priceMicros: number }>,
  pictures: SheetPicture[],
  withProduct: boolean,
): { anew: boolean; says: string } {
  const wanted = views + (withProduct ? 1 : 0);
  const done = pictures.filter(({ state, view }) => state === "done" && (withProduct || view !== "product")).length;
  const count = wanted - done || wanted;
  const what =
    done === 0
      ? "Draw the pictures"
      : count === wanted
        ? "Draw all anew"
        : `Draw the missing ${count === 1 ? "one" : count}`;
  return { anew: done === wanted, says: `${what}, about ${sayMoney(count * priceMicros)}` };
}
