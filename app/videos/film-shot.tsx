import { useFetcher, useParams } from "@remix-run/react";
import { useEffect, useState } from "react";
import { sayDollars } from "../briefs/amounts.ts";
import { FormBanner } from "../components/form-banner.tsx";
import { useBrand, useMay } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import type { action, loader } from "../routes/b.$brand.videos.$videoId.filming.ts";
import styles from "./film-shot.module.css";

/** What filming each shot of the video of the page would cost, asked for beside the page; none for whoever may not order it. */
export function useShotOffers() {
  const { slug } = useBrand();
  const may = useMay();
  const { videoId = "" } = useParams();
  const { load, data } = useFetcher<typeof loader>();
  const orders = may("brief.launch") && may("video.return");
  useEffect(() => {
    if (orders) load(paths.videoFilming(slug, videoId));
  }, [orders, load, slug, videoId]);
  return (data && "offers" in data && data.offers) || [];
}
export type ShotOffer = ReturnType<typeof useShotOffers>[number];

/** Orders one shot of a video: the first press says what it costs, the second pays for it. */
export function FilmShot({ offer }: { offer: ShotOffer }) {
  const { slug } = useBrand();
  const { videoId = "" } = useParams();
  const order = useFetcher<typeof action>();
  const [asked, setAsked] = useState(false);
  const { position, model, lips, micros } = offer;
  const send = () => order.submit({ position, micros }, { method: "put", action: paths.videoFilming(slug, videoId) });
  if (order.data && "done" in order.data) return <span role="status">Ordered, in the next version</span>;
  if (!asked) {
    return (
      <button type="button" className={styles.button} onClick={() => setAsked(true)}>
        Film this shot
      </button>
    );
  }
  return (
    <div className={styles.asked}>
      <p>
        {model}
        {lips ? `, lips by ${lips}` : ""}, for up to {sayDollars(micros)}. It makes a new version; every other shot
        stays.
      </p>
      <FormBanner reply={order.data} />
      <p className={styles.choices}>
        <button type="button" className={styles.button} onClick={send} disabled={order.state !== "idle"}>
          Film it
        </button>
        <button type="button" className={styles.button} onClick={() => setAsked(false)}>
          Not now
        </button>
      </p>
    </div>
  );
}
