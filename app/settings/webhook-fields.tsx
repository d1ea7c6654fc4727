import { useState } from "react";
import { ChoiceBox, TextBox } from "../components/fields.tsx";
import { fieldError } from "../components/form-banner.tsx";
import styles from "./webhooks.module.css";

type Endpoint = { url: string; description: string; events: string[]; narrowed: boolean; brandIds: string[] };

/** Where messages go, of what, and of which brands. */
export function WebhookFields(props: {
  endpoint?: Endpoint;
  groups: { name: string; events: { type: string; says: string }[] }[];
  brands: { id: string; name: string }[];
  reply: object | undefined;
}) {
  const { endpoint, groups, brands, reply } = props;
  const chosen = endpoint && !endpoint.events.includes("*") ? endpoint.events : [];
  const [which, setWhich] = useState(chosen.length > 0 ? "some" : "all");
  const [reach, setReach] = useState(endpoint?.narrowed ? "some" : "all");
  return (
    <>
      <TextBox
        name="url"
        label="Address"
        value={endpoint?.url}
        help="Messages are posted to it. It begins with https://"
        placeholder="https://example.com/hooks/troupe"
        inputMode="url"
        maxLength={2000}
        reply={reply}
      />
      <TextBox
        name="description"
        label="Description"
        value={endpoint?.description}
        help="Optional: what receives them"
        maxLength={200}
        reply={reply}
      />
      <ChoiceBox
        name="which"
        label="Events"
        value={which}
        options={[
          { value: "all", label: "Every event, also those to come" },
          { value: "some", label: "Only some events" },
        ]}
        onChoice={setWhich}
      />
      <Problem text={fieldError(reply, "events")} />
      {which === "some"
        ? groups.map((group) => (
            <fieldset key={group.name} className={styles.choices}>
              <legend>{group.name}</legend>
              {group.events.map(({ type, says }) => (
                <label key={type} className={styles.choice}>
                  <input type="checkbox" name="events" value={type} defaultChecked={chosen.includes(type)} />
                  <span>
                    <code>{type}</code>
                    <span className={styles.soft}>{says}</span>
                  </span>
                </label>
              ))}
            </fieldset>
          ))
        : null}
      <ChoiceBox
        name="reach"
        label="Brands"
        value={reach}
        options={[
          { value: "all", label: "Every brand, also those to come" },
          { value: "some", label: "Only some brands" },
        ]}
        onChoice={setReach}
      />
      <Problem text={fieldError(reply, "brandIds")} />
      {reach === "some" ? (
        <fieldset className={styles.choices}>
          <legend>Which</legend>
          {brands.map(({ id, name }) => (
            <label key={id} className={styles.choice}>
              <input
                type="checkbox"
                name="brandIds"
                value={id}
                defaultChecked={endpoint?.brandIds.includes(id) ?? false}
              />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      ) : null}
    </>
  );
}

function Problem({ text }: { text: string | undefined }) {
  return text ? <p className={styles.problem}>{text}</p> : null;
}
