import { Form, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useState } from "react";
import { ChoiceBox } from "../components/fields.tsx";
import { May } from "../components/may.tsx";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./picture-sheet.module.css";

/** A picture of the sheet as the page shows it. */
export type SheetPicture = {
  id: string;
  name: string;
  state: "queued" | "drawing" | "done" | "failed";
  failure: string | null;
  sha256: string | null;
};

/** What a sheet would cost, in words, without and with a product; or what is missing before one can be drawn. */
export type SheetOffer = { price: string; priceWithProduct: string } | { missing: string[] };

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
  const stands = pictures.length > 0 && pictures.every(({ state }) => state === "done");
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
            {stands ? <input type="hidden" name="anew" value="yes" /> : null}
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
              {`${stands ? "Draw them anew" : "Draw the pictures"}, about ${product ? offer.priceWithProduct : offer.price}`}
            </Button>
          </Form>
        </May>
      )}
    </Panel>
  );
}
