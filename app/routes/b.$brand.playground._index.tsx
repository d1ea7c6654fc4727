import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { EmptyState } from "../components/empty-state.tsx";
import { KeyHints } from "../components/key-hints.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { useLive } from "../components/use-live.ts";
import { paths } from "../paths.ts";
import { ModelCard } from "../playground/model-card.tsx";
import styles from "../playground/playground.module.css";
import { readPlayground } from "../playground/read-playground.server.ts";
import { ShotForm } from "../playground/shot-form.tsx";
import { playgroundKeys, usePlaygroundKeys } from "../playground/use-playground-keys.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Playground · Troupe" }];

/** One shot, compiled for every video model side by side. The shot is in the address, so that it can be shared. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  return readPlayground(db, brand, new URL(request.url).searchParams);
}

export default function Playground() {
  const { values, choices, shown, error, cards, run } = useLoaderData<typeof loader>();
  const { slug } = useBrand();
  const clipId = run?.clip?.id;
  useLive(["playground"], (id) => id === clipId);
  usePlaygroundKeys();
  const fits = cards.filter(({ fit }) => fit).length;
  const nothing = choices.personas.length === 0 && choices.products.length === 0;
  return (
    <Page
      title="Playground"
      subtitle="One shot, as each video model would be asked for it. Looking costs nothing, and the animatic films it for free."
      actions={<KeyHints keys={playgroundKeys} />}
      width="full"
    >
      {nothing ? (
        <Panel>
          <EmptyState
            title="Nobody to film yet"
            action={
              <Button variant="primary" url={paths.newPersona(slug)}>
                Add a persona
              </Button>
            }
          >
            Add a persona or a product, and see here what each video model would make of them.
          </EmptyState>
        </Panel>
      ) : (
        <div className={styles.desk}>
          <ShotForm values={values} choices={choices} shown={shown} reply={error ? { error } : undefined} />
          <section className={styles.models} aria-label="Video models">
            <p role="status" className={styles.tally}>
              {error
                ? "Mend the shot, and every model shows what it makes of it."
                : `${fits} of ${cards.length} models can film this shot.`}
            </p>
            <ul className={styles.cards}>
              {cards.map((card) => (
                <li key={card.id}>
                  <ModelCard card={card} run={card.free ? run : null} values={values} />
                </li>
              ))}
            </ul>
          </section>
        </div>
      )}
    </Page>
  );
}
