import { Form, useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useState } from "react";
import { ChoiceBox, TextBox } from "../components/fields.tsx";
import { FileField } from "../components/file-field.tsx";
import { FormBanner, fieldError } from "../components/form-banner.tsx";
import { May } from "../components/may.tsx";
import { Time } from "../components/time.tsx";
import { paths } from "../paths.ts";
import styles from "./cutaways.module.css";

export type CutawayShown = {
  id: string;
  kind: "picture" | "clip";
  shows: string;
  seconds: number | null;
  licence: string | null;
  uploader: string | null;
  createdAt: Date | string;
};

/** What videos of a product cut to, with who brought it and by what right, and the form that adds one. */
export function CutawayPanel(props: {
  slug: string;
  productId: string;
  cutaways: CutawayShown[];
  maxMegabytes: number;
}) {
  const { slug, productId, cutaways, maxMegabytes } = props;
  return (
    <div className={styles.stack}>
      <p className={styles.lead}>
        Videos cut to these for a few seconds while the product is talked about. Clips are shown without their sound.
      </p>
      {cutaways.length > 0 ? (
        <ul className={styles.list}>
          {cutaways.map((each) => (
            <li key={each.id} className={styles.item}>
              <div className={styles.look}>
                <Look slug={slug} productId={productId} cutaway={each} />
              </div>
              <span className={styles.name}>{each.shows}</span>
              <span className={styles.soft}>
                {each.licence ? `Licensed: ${each.licence}` : "Our own"} · {each.uploader ?? "Somebody who has left"},{" "}
                <Time at={each.createdAt} shape="day" />
              </span>
              <May verb="product.edit">
                <Form method="delete" action={paths.productCutaway(slug, productId, each.id)}>
                  <Button submit variant="plain" accessibilityLabel={`Take back: ${each.shows}`}>
                    Take back
                  </Button>
                </Form>
              </May>
            </li>
          ))}
        </ul>
      ) : null}
      <May verb="product.edit">
        <AddCutaway
          key={cutaways.map(({ id }) => id).join()}
          action={paths.productCutaways(slug, productId)}
          maxMegabytes={maxMegabytes}
        />
      </May>
    </div>
  );
}

function Look({ slug, productId, cutaway }: { slug: string; productId: string; cutaway: CutawayShown }) {
  const address = paths.productCutaway(slug, productId, cutaway.id);
  if (cutaway.kind === "picture") return <img src={address} alt={cutaway.shows} loading="lazy" />;
  return (
    <>
      {/* It has no sound, so that there is nothing to caption. */}
      <video
        src={address}
        poster={`${address}?still`}
        aria-label={cutaway.shows}
        controls
        muted
        playsInline
        preload="none"
      />
      <span className={styles.length}>{(cutaway.seconds ?? 0).toFixed(1)} s</span>
    </>
  );
}

function AddCutaway({ action, maxMegabytes }: { action: string; maxMegabytes: number }) {
  const fetcher = useFetcher<object>();
  const reply = fetcher.data;
  const [licensed, setLicensed] = useState(false);
  const unconfirmed = fieldError(reply, "confirmed");
  return (
    <fetcher.Form method="post" action={action} encType="multipart/form-data" className={styles.form}>
      <FormBanner reply={reply} />
      <FileField
        name="file"
        label="Choose a picture or clip"
        help={`PNG, JPEG or WebP, or a clip of 1 to 60 seconds as MP4, MOV or WebM. At most ${maxMegabytes} MB`}
        accept="image/png,image/jpeg,image/webp,video/mp4,video/quicktime,video/webm"
        maxBytes={maxMegabytes * 1024 * 1024}
        reply={reply}
      />
      <TextBox
        name="shows"
        label="What is to be seen"
        help="In a few words. Scripts cut to it where a line is about that"
        placeholder="Water poured over the grounds"
        reply={reply}
        required
        maxLength={120}
      />
      <div className={styles.pair}>
        <ChoiceBox
          name="rights"
          label="Whose it is"
          reply={reply}
          options={[
            { label: "Made by us or for us", value: "own" },
            { label: "Licensed from somebody else", value: "licensed" },
          ]}
          onChoice={(value) => setLicensed(value === "licensed")}
        />
        {licensed ? (
          <TextBox
            name="licence"
            label="From whom, under which terms"
            placeholder="Stock Nord, order 17, worldwide until 2030"
            reply={reply}
            required
            maxLength={200}
          />
        ) : null}
      </div>
      <label className={styles.confirm}>
        <input type="checkbox" name="confirmed" value="yes" aria-invalid={unconfirmed !== undefined} />
        <span>It may be shown in advertisements, and nobody can be recognised in it who has not agreed to that.</span>
      </label>
      {unconfirmed ? <p className={styles.wrong}>{unconfirmed}</p> : null}
      <div>
        <Button submit loading={fetcher.state !== "idle"}>
          Add it
        </Button>
      </div>
    </fetcher.Form>
  );
}
