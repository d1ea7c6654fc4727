import { paths } from "../paths.ts";
import { Card } from "./card.tsx";

export type Feed = {
  handle: string;
  brand: string;
  tagline: string | undefined;
  site: string | undefined;
  cards: Card[];
  /** Where the next page starts; undefined at the end. */
  next: string | undefined;
  /** Whether the page is about its first card (a deep link), with the feed after it. */
  single: boolean;
};

const keys = [
  ["J K", "next, previous"],
  ["Space", "play, pause"],
  ["L", "like"],
  ["M", "sound"],
  ["C", "captions"],
] as const;

/** The vertical feed of one brand, in the brand's colours. */
export function FeedPage({ feed }: { feed: Feed }) {
  const { handle, brand, cards } = feed;
  return (
    <>
      <header className="brand">
        <a className="brand-name" href={paths.showcase(handle)}>
          {brand}
        </a>
        {feed.tagline && <p className="tagline">{feed.tagline}</p>}
        <p className="honest">
          The people in these videos are synthetic personas, made for {brand}. Every video is labelled.
        </p>
        {feed.site && (
          <a className="site" href={feed.site}>
            {new URL(feed.site).host}
          </a>
        )}
        <dl className="keys">
          {keys.map(([key, does]) => (
            <div key={key}>
              <dt>
                {key.split(" ").map((one) => (
                  <kbd key={one}>{one}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </header>
      <main className="feed" data-feed>
        <h1 className="sr">{`Videos by ${brand}`}</h1>
        {cards.length === 0 && (
          <section className="empty">
            <h2>Nothing is playing yet</h2>
            <p>{`The first videos of ${brand} appear here as soon as they are out.`}</p>
          </section>
        )}
        <FeedPart feed={feed} />
      </main>
      <p className="toast" role="status" aria-live="polite" data-toast />
    </>
  );
}

/** The cards of one page of the feed and the link to the next: all that the script asks for when the thumb goes on. */
export function FeedPart({ feed }: { feed: Feed }) {
  const { handle, brand, cards, next } = feed;
  return (
    <>
      {cards.map((card, index) => (
        <Card key={card.postId} card={card} handle={handle} brand={brand} first={index === 0} />
      ))}
      {next && (
        <a className="more" rel="next" href={`${paths.showcase(handle)}?after=${next}`}>
          More videos
        </a>
      )}
      {!next && feed.single && (
        <a className="more" href={paths.showcase(handle)}>
          {`All videos by ${brand}`}
        </a>
      )}
    </>
  );
}
