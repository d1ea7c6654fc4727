import type { FeedItem } from "#db/queries/showcase.ts";
import { paths } from "../paths.ts";
import { Icon } from "./icons.tsx";

export type Card = FeedItem & { liked: boolean };

/**
 * One video of the feed. It works as it is sent: a poster at once, the browser's own player, forms for liking and
 * sharing, a link to the product. The script takes the controls away and does the same in place.
 */
export function Card({ card, handle, brand, first }: { card: Card; handle: string; brand: string; first: boolean }) {
  const { postId } = card;
  const price = showPrice(card);
  const act = (name: "views" | "likes" | "shares") => paths.showcaseAct(handle, postId, name);
  return (
    <article
      className="card"
      id={`post-${postId}`}
      aria-label={`${card.persona} for ${brand}: ${card.product}`}
      data-post={postId}
      data-views={act("views")}
      data-url={paths.showcase(handle, postId)}
      data-captions-in-picture={card.captionsInPicture ? "" : undefined}
    >
      <div className="stage">
        <video
          className="video"
          src={paths.showcaseFile(postId, "video.mp4")}
          poster={paths.showcaseFile(postId, "poster")}
          width={card.width}
          height={card.height}
          preload={first ? "auto" : "none"}
          aria-label={`Video: ${card.caption.split("\n")[0]}`}
          controls
          loop
          muted
          playsInline
        >
          <track
            kind="captions"
            src={paths.showcaseFile(postId, "captions.vtt")}
            srcLang={card.locale}
            label="Captions"
            default
          />
        </video>
        <button type="button" className="tap" data-tap aria-label="Play or pause" hidden>
          <span className="big-play">
            <Icon name="play" />
          </span>
        </button>
        <p className="labels">
          {[card.disclosure.ai, card.disclosure.paid].filter(Boolean).map((words) => (
            <span key={words} className="label">
              {words}
            </span>
          ))}
        </p>
        <div className="words">
          <p className="who">
            <strong>{card.persona}</strong>
            <span>{`for ${brand}`}</span>
          </p>
          <p className="caption">{card.caption}</p>
          {card.linkCode && (
            <a className="product" href={paths.link(card.linkCode)} rel="nofollow sponsored">
              {card.hasPicture && (
                <img src={paths.showcaseFile(postId, "picture")} alt="" width="52" height="52" loading="lazy" />
              )}
              <span className="product-words">
                <span className="product-title">{card.product}</span>
                {price && <span className="product-price">{price}</span>}
              </span>
              <span className="cta">{card.cta}</span>
            </a>
          )}
        </div>
        <div className="progress" aria-hidden="true">
          <i data-progress />
        </div>
      </div>
      <div className="rail">
        {card.hasPortrait && (
          <img
            className="portrait"
            src={paths.showcaseFile(postId, "portrait")}
            alt={`${card.persona}, a drawn persona`}
            width="46"
            height="46"
            loading={first ? "eager" : "lazy"}
          />
        )}
        <form method="post" action={act("likes")} data-like>
          <input type="hidden" name="liked" value={String(!card.liked)} />
          <button type="submit" className="round" aria-pressed={card.liked} aria-label="Like">
            <Icon name="heart" />
          </button>
          <span className="count" data-likes={card.likes}>
            {showCount(card.likes)}
          </span>
        </form>
        <form method="post" action={act("shares")} data-share>
          <button type="submit" className="round" aria-label="Share">
            <Icon name="share" />
          </button>
          <span className="count">Share</span>
        </form>
        <button type="button" className="round" data-sound aria-label="Sound" aria-pressed="false" hidden>
          <Icon name="silence" />
          <Icon name="sound" />
        </button>
        <button type="button" className="round" data-captions aria-label="Captions" aria-pressed="true" hidden>
          <Icon name="words" />
        </button>
      </div>
    </article>
  );
}

function showPrice({ priceCents, currency, locale }: FeedItem): string | undefined {
  if (priceCents === null || currency === null) return undefined;
  return new Intl.NumberFormat(locale, { style: "currency", currency }).format(priceCents / 100);
}

function showCount(likes: number): string {
  return new Intl.NumberFormat("en", { notation: "compact" }).format(likes);
}
