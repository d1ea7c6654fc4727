import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useState } from "react";
import { startDraft } from "#studio/briefs/draft.ts";
import { inFull } from "#studio/briefs/input.ts";
import { readBriefYaml, resolveNames } from "#studio/briefs/yaml.ts";
import { looseFields } from "../briefs/brief-fields.ts";
import styles from "../briefs/brief-form.module.css";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Import a brief · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireBrand({ request, params, context }, "brief.edit");
  return null;
}

/** What the file says becomes a draft; whether it makes a brief, the form says at its fields. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "brief.edit");
  const form = await request.formData();
  try {
    const named = readBriefYaml(String(form.get("yaml") ?? ""));
    const full = inFull(await resolveNames(db, brand, named));
    const draft = await startDraft(db, brand.id, doer.by, looseFields(full as Record<string, unknown>));
    return redirect(paths.briefFrom(brand.slug, { draft }));
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function ImportBrief() {
  const reply = useActionData<typeof action>();
  const { slug } = useBrand();
  const [text, setText] = useState("");
  const busy = useNavigation().state !== "idle";
  return (
    <Page
      title="Import a brief"
      subtitle="A YAML file, with products by handle and personas by name."
      back={{ to: paths.newBrief(slug), label: "New brief" }}
      width="narrow"
    >
      <FormBanner reply={reply} />
      <Panel>
        <Form method="post" className={styles.stack}>
          <label className={styles.upload}>
            <span>A file</span>
            <input
              type="file"
              accept=".yaml,.yml,.txt,application/yaml"
              onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
            />
          </label>
          <TextBox
            key={text}
            name="yaml"
            label="Or its text"
            value={text}
            lines={12}
            reply={reply}
            placeholder={example}
          />
          <div>
            <Button submit variant="primary" size="large" loading={busy}>
              Read it
            </Button>
          </div>
          <p className={styles.about}>
            It opens as a draft. Nothing is saved as a brief before you say so.{" "}
            <Link to={paths.briefs(slug)}>A brief's page</Link> has it as such a file.
          </p>
        </Form>
      </Panel>
    </Page>
  );
}

const example = `name: Summer
goal: Sell the morning roast
audience: Home brewers
products: [morning-roast]
personas: cast for me
hooks: [question, myth]
lengths: [15, 30]`;
