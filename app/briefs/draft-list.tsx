import { Form, Link } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { Panel } from "../components/panel.tsx";
import { Time } from "../components/time.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./draft-list.module.css";

type Draft = { id: string; name: string | null; writer: string | null; updatedAt: Date | string };

/** Briefs that somebody began and did not save yet. */
export function DraftList({ drafts }: { drafts: Draft[] }) {
  const { slug } = useBrand();
  return (
    <Panel title="Drafts">
      <ul className={styles.drafts}>
        {drafts.map(({ id, name, writer, updatedAt }) => (
          <li key={id}>
            <Link to={paths.briefFrom(slug, { draft: id })}>{name?.trim() || "Untitled"}</Link>
            <span>
              {writer ? `${writer}, ` : ""}
              <Time at={updatedAt} ago />
            </span>
            <Form method="post" action={paths.briefDraft(slug, id)}>
              <input type="hidden" name="intent" value="discard" />
              <Button
                submit
                variant="tertiary"
                accessibilityLabel={`Throw away ${name?.trim() || "the untitled draft"}`}
              >
                Throw away
              </Button>
            </Form>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
