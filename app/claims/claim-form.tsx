import { Form, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { ChoiceBox, TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import styles from "./claims.module.css";

type Named = { id: string; name: string };

/** What may be said, what shows it, and how far that reaches. What is typed survives a refusal. */
export function ClaimForm(props: {
  reply: object | undefined;
  products: Named[];
  people: Named[];
  places: { value: string; label: string }[];
}) {
  const { reply, products, people, places } = props;
  const busy = useNavigation().state !== "idle";
  const choices = (none: string, named: Named[]) => [
    { label: none, value: "" },
    ...named.map(({ id, name }) => ({ label: name, value: id })),
  ];
  return (
    <Form method="post" className={styles.form}>
      <FormBanner reply={reply} />
      <TextBox
        name="statement"
        label="Claim"
        help="As it may be said, and no more: a sentence passes when it says this and adds no figure"
        reply={reply}
        required
        maxLength={280}
      />
      <TextBox
        name="source"
        label="What shows it"
        help="A laboratory and report number, a certificate, a survey with its date"
        reply={reply}
        required
        maxLength={280}
      />
      <TextBox
        name="evidenceUrl"
        label="Link to the evidence"
        type="url"
        reply={reply}
        required
        placeholder="https://"
      />
      <div className={styles.pair}>
        <ChoiceBox name="productId" label="Product" reply={reply} options={choices("Every product", products)} />
        <TextBox name="expiresOn" label="Holds until" help="Leave it empty for no end" type="date" reply={reply} />
      </div>
      {people.length > 0 ? (
        <ChoiceBox
          name="personaId"
          label="Whose experience"
          help="Only for what a real person lived and said"
          reply={reply}
          options={choices("Nobody's: a claim about the product", people)}
        />
      ) : null}
      <fieldset className={styles.places}>
        <legend>Where the evidence holds. None chosen: anywhere</legend>
        {places.map(({ value, label }) => (
          <label key={value}>
            <input type="checkbox" name="territories" value={value} /> {label}
          </label>
        ))}
      </fieldset>
      <div className={styles.end}>
        <Button variant="primary" size="large" submit loading={busy}>
          Add claim
        </Button>
      </div>
    </Form>
  );
}
