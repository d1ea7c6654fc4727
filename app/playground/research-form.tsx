import { Form, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { TextBox } from "../components/fields.tsx";
import styles from "./dossier.module.css";

/** Hands the language model a document about a video model. Without one it says what is missing, and where to set it. */
export function ResearchForm({
  name,
  model,
  reply,
}: {
  name: string;
  model: string | null;
  reply: object | undefined;
}) {
  const navigation = useNavigation();
  const reading = navigation.formData?.get("intent") === "research";
  if (!model) {
    return (
      <p>
        Reading a document needs a language model, and none is set up. Whoever runs the studio sets OPENAI_API_KEY and
        OPENAI_MODEL; until then a dossier is changed by hand, in its file.
      </p>
    );
  }
  return (
    <Form method="post" className={styles.form}>
      <p className={styles.soft}>
        Paste the documentation of {name}. {model} reads it as data and proposes what to change, with the words that say
        so. You decide. It costs what {model} costs.
      </p>
      <input type="hidden" name="intent" value="research" />
      <TextBox name="source" label="Where it is from" reply={reply} placeholder="https://…" required />
      <TextBox name="document" label="The document" lines={10} reply={reply} required />
      <div>
        <Button submit variant="primary" loading={reading} disabled={reading}>
          {reading ? "Reading" : "Read it"}
        </Button>
      </div>
    </Form>
  );
}
