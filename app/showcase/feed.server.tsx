import type { LoaderFunctionArgs } from "@remix-run/node";
import { NotFound } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { type FeedItem, findFeedItem, findShowcase, listFeed } from "#db/queries/showcase.ts";
import { getCurrentKit } from "#studio/brands/current-kit.ts";
import { labelOf } from "#studio/disclosure/labels.ts";
import { findLiked } from "#studio/showcase/reactions.ts";
import { paths } from "../paths.ts";
import { type Feed, FeedPage, FeedPart } from "./feed-page.tsx";
import { renderNotice } from "./notice.server.tsx";
import { paletteCss } from "./palette.ts";
import { type Meta, renderDocument, renderPart } from "./render.server.tsx";
import { welcome } from "./visit.server.ts";

/** A page of the feed is what a thumb gets through in a minute. */
const pageSize = 6;

/**
 * Answers `/showcase/:handle` and, with a post, `/showcase/:handle/:postId`: that post first, then the feed below it.
 * With `?part`, the cards alone.
 */
export async function showFeed({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  const { everywhere: db, publicUrl } = context;
  const url = new URL(request.url);
  const showcase = await findShowcase(db, params.handle ?? "");
  if (!showcase) {
    return renderNotice({
      title: "There is no Showcase here",
      text: "Check the address, or ask whoever sent it to you.",
    });
  }
  const { handle, brandId, brand } = showcase;
  const kit = await findKit(db, brandId);
  const colours = paletteCss(kit?.palette);
  const wanted = params.postId === undefined ? undefined : await findFeedItem(db, showcase.id, params.postId);
  if (params.postId !== undefined && !wanted) {
    return renderNotice({
      title: "This video is no longer here",
      text: `${brand} has taken it down, or the address is misspelt.`,
      colours,
      link: { href: paths.showcase(handle), words: `All videos by ${brand}` },
    });
  }
  const after = wanted?.id ?? url.searchParams.get("after") ?? undefined;
  const found = await listFeed(db, showcase.id, { after, limit: pageSize + 1 });
  const items = [...(wanted ? [wanted] : []), ...found].slice(0, pageSize);
  const { visit, headers } = welcome(request, publicUrl);
  const liked = await findLiked(
    db,
    showcase.brandId,
    visit.cookie,
    items.map((item) => item.postId),
  );
  const feed: Feed = {
    handle,
    brand,
    tagline: kit?.tagline,
    site: kit?.site,
    cards: items.map((item) => ({ ...item, liked: liked.has(item.postId) })),
    next: found.length + (wanted ? 1 : 0) > pageSize ? items.at(-1)?.id : undefined,
    single: wanted !== undefined,
  };
  if (url.searchParams.has("part")) return renderPart(<FeedPart feed={feed} />);
  return renderDocument({
    title: wanted ? `${wanted.persona} for ${brand}: ${wanted.product}` : `${brand} · videos`,
    body: <FeedPage feed={feed} />,
    colours,
    metas: describe(publicUrl, feed),
    poster: items[0] && paths.showcaseFile(items[0].postId, "poster"),
    headers,
    script: true,
  });
}

/**
 * What a link preview shows (https://ogp.me; no Twitter player, because our pages may not be framed): the post of a
 * deep link, or the newest one.
 */
function describe(publicUrl: string, { handle, brand, cards, single }: Feed): Meta[] {
  const card = cards[0];
  const url = `${publicUrl}${paths.showcase(handle, single ? card?.postId : undefined)}`;
  const title = card && single ? `${card.persona} for ${brand}: ${card.product}` : `${brand} · videos`;
  const description = card ? `${card.caption.split("\n")[0]} (${labelOf(card.disclosure)})` : `Videos by ${brand}.`;
  const metas: Meta[] = [
    { name: "description", content: description },
    { property: "og:site_name", content: brand },
    { property: "og:title", content: title },
    { property: "og:description", content: description },
    { property: "og:url", content: url },
    { property: "og:type", content: card && single ? "video.other" : "website" },
    { name: "twitter:title", content: title },
    { name: "twitter:description", content: description },
  ];
  return card ? [...metas, ...describeVideo(publicUrl, card, single)] : metas;
}

function describeVideo(publicUrl: string, card: FeedItem, single: boolean): Meta[] {
  const video = `${publicUrl}${paths.showcaseFile(card.postId, "video.mp4")}`;
  const poster = `${publicUrl}${paths.showcaseFile(card.postId, "poster")}`;
  const picture: Meta[] = [
    { property: "og:image", content: poster },
    { property: "og:image:alt", content: `${card.persona}: ${card.product}` },
    { name: "twitter:card", content: "summary_large_image" },
    { name: "twitter:image", content: poster },
  ];
  if (!single) return picture;
  return [
    ...picture,
    { property: "og:video", content: video },
    { property: "og:video:type", content: "video/mp4" },
    { property: "og:video:width", content: String(card.width) },
    { property: "og:video:height", content: String(card.height) },
  ];
}

/** The kit of a brand that has one: a feed is shown without, in plain colours. */
async function findKit(db: Db, brandId: string) {
  try {
    return (await getCurrentKit(db, brandId)).kit;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
