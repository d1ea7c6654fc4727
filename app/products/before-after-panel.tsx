import { Form, useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { ChoiceBox, TextBox } from "../components/fields.tsx";
import { FormBanner, fieldError } from "../components/form-banner.tsx";
import { May } from "../components/may.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { paths } from "../paths.ts";
import styles from "./cutaways.module.css";

export type PairShown = { id: string; beforeId: string; afterId: string; shows: string; held: string | null };

/** Pairs that are marked as before and after, whether videos may show them, and the form that marks one. */
export function BeforeAfterPanel(props: {
  slug: string;
  productId: string;
  pairs: PairShown[];
  pictures: { id: string; shows: string }[];
}) {
  const { slug, productId, pairs, pictures } = props;
  const look = (id: string) => paths.productCutaway(slug, productId, id);
  return (
    <div className={styles.stack}>
      <p className={styles.lead}>
        Two pictures of the same thing claim a result without a word. What they claim is judged like a sentence: an
        effect on the body, or one that has to be measured, is held until the claims library has the evidence.
      </p>
      {pairs.length > 0 ? (
        <ul className={styles.pairs}>
          {pairs.map(({ id, beforeId, afterId, shows, held }) => (
            <li key={id} className={styles.compared}>
              <div className={styles.halves}>
                <img src={look(beforeId)} alt="Before" loading="lazy" />
                <img src={look(afterId)} alt="After" loading="lazy" />
              </div>
              <div className={styles.words}>
                <span className={styles.name}>{shows}</span>
                <StateChip
                  state={held ? "held" : "live"}
                  words={held ? "Held" : "May be shown"}
                  tone={held ? "amber" : "green"}
                />
                {held ? <span className={styles.soft}>{held}</span> : null}
                {held ? <a href={paths.claims(slug)}>Open the claims library</a> : null}
                <May verb="product.edit">
                  <Form method="delete" action={paths.productPair(slug, productId, id)}>
                    <Button submit variant="plain" accessibilityLabel={`Take the mark back: ${shows}`}>
                      Take the mark back
                    </Button>
                  </Form>
                </May>
              </div>
            </li>
          ))}
        </ul>
      ) : null}
      <May verb="product.edit">
        {pictures.length < 2 ? (
          <p className={styles.soft}>Add two pictures above to mark them as a before and an after.</p>
        ) : (
          <MarkPair
            key={pairs.map(({ id }) => id).join()}
            action={paths.productPairs(slug, productId)}
            pictures={pictures}
          />
        )}
      </May>
    </div>
  );
}

function MarkPair({ action, pictures }: { action: string; pictures: { id: string; shows: string }[] }) {
  const fetcher = useFetcher<object>();
  const reply = fetcher.data;
  const options = pictures.map(({ id, shows }) => ({ label: shows, value: id }));
  const unconfirmed = fieldError(reply, "confirmed");
  return (
    <fetcher.Form method="post" action={action} className={styles.form}>
      <FormBanner reply={reply} />
      <div className={styles.pair}>
        <ChoiceBox name="beforeId" label="Before" reply={reply} options={options} />
        <ChoiceBox name="afterId" label="After" reply={reply} options={options} value={options[1]?.value} />
      </div>
      <TextBox
        name="shows"
        label="What changed"
        help="What is seen before and what after. It is what the claim check reads"
        placeholder="A stained mug, and the same mug clean"
        reply={reply}
        required
        maxLength={160}
      />
      <label className={styles.confirm}>
        <input type="checkbox" name="confirmed" value="yes" aria-invalid={unconfirmed !== undefined} />
        <span>
          Both show the same thing in the same light, the product made the difference, and neither was retouched.
        </span>
      </label>
      {unconfirmed ? <p className={styles.wrong}>{unconfirmed}</p> : null}
      <div>
        <Button submit loading={fetcher.state !== "idle"}>
          Mark as before and after
        </Button>
      </div>
    </fetcher.Form>
  );
}
