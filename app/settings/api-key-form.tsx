import { Form, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useState } from "react";
import { ChoiceBox, TextBox } from "../components/fields.tsx";
import { fieldError } from "../components/form-banner.tsx";
import { Panel } from "../components/panel.tsx";
import styles from "./api-keys.module.css";
import type { Offer } from "./api-keys.server.ts";

/** What a new key is for, what it may do, where, and for how long. */
export function ApiKeyForm(props: {
  offers: Offer[];
  brands: { id: string; name: string }[];
  reply: object | undefined;
}) {
  const { offers, brands, reply } = props;
  const [reach, setReach] = useState("all");
  const making = useNavigation().formData?.get("intent") === "create";
  return (
    <Panel title="Make a key">
      <Form method="post" className={styles.form}>
        <input type="hidden" name="intent" value="create" />
        <p className={styles.soft}>
          A key acts in your name: it may do what is chosen here, as far as you may yourself at the time. The audit
          names the key.
        </p>
        <TextBox name="name" label="Name" help="What it is for, or where it is kept" maxLength={60} reply={reply} />
        <Problem text={fieldError(reply, "scopes")} />
        <fieldset className={styles.choices}>
          <legend>What it may do</legend>
          {offers.map((offer) => (
            <ScopeChoice key={offer.resource} offer={offer} reply={reply} />
          ))}
        </fieldset>
        <ChoiceBox
          name="reach"
          label="On which brands"
          options={[
            { value: "all", label: "Every brand that I may open" },
            { value: "some", label: "Only some brands" },
          ]}
          onChoice={setReach}
          reply={reply}
        />
        {reach === "some" ? (
          <>
            <Problem text={fieldError(reply, "brandIds")} />
            <fieldset className={styles.brands}>
              <legend>Which</legend>
              {brands.map(({ id, name }) => (
                <label key={id}>
                  <input type="checkbox" name="brandIds" value={id} /> {name}
                </label>
              ))}
            </fieldset>
          </>
        ) : null}
        <ChoiceBox
          name="days"
          label="Ends after"
          value="90"
          options={[
            { value: "30", label: "30 days" },
            { value: "90", label: "90 days" },
            { value: "365", label: "A year" },
            { value: "", label: "Never, until it is revoked" },
          ]}
          reply={reply}
        />
        <div className={styles.foot}>
          <Button submit variant="primary" loading={making}>
            Make the key
          </Button>
        </div>
      </Form>
    </Panel>
  );
}

function ScopeChoice({ offer, reply }: { offer: Offer; reply: object | undefined }) {
  const { resource, read, write } = offer;
  const [level, setLevel] = useState("");
  const help = level === "write" ? `It may ${read}, and ${write}` : level === "read" ? `It may ${read}` : undefined;
  return (
    <ChoiceBox
      name={`may:${resource}`}
      label={`${resource.charAt(0).toUpperCase()}${resource.slice(1)}`}
      options={[
        { value: "", label: "Nothing" },
        { value: "read", label: "Read" },
        ...(write ? [{ value: "write", label: "Read and write" }] : []),
      ]}
      onChoice={setLevel}
      reply={reply}
      {...(help ? { help } : {})}
    />
  );
}

function Problem({ text }: { text: string | undefined }) {
  return text ? <p className={styles.problem}>{text}</p> : null;
}
