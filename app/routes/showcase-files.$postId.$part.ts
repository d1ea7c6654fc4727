import type { LoaderFunctionArgs } from "@remix-run/node";
import { NotFound } from "#config/errors.ts";
import { findLiveItem } from "#db/queries/showcase.ts";
import { rangeResponse } from "../range-response.server.ts";

/** A day: the bytes never change, but a video that is taken down must not live on in caches for a year. */
const cache = "public, max-age=86400, immutable";

/** The files of a post that is out. Once it is taken down, they are not there. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const item = await findLiveItem(context.everywhere, params.postId ?? "");
  const file = item && fileOf(item, params.part ?? "");
  if (!file) throw gone();
  try {
    return await rangeResponse(request, context.files, file.key, { ...file, cache });
  } catch (error) {
    throw error instanceof NotFound ? gone() : error;
  }
}

type Item = NonNullable<Awaited<ReturnType<typeof findLiveItem>>>;

function fileOf(item: Item, part: string): { key: string; type: string; etag: string } | undefined {
  const { file, poster, captions, sha256, portraitFile, portraitAt, picture, pictureAt } = item;
  if (part === "video.mp4") return { key: file, type: "video/mp4", etag: sha256 };
  if (part === "captions.vtt") return { key: captions, type: "text/vtt; charset=utf-8", etag: `${sha256}-captions` };
  if (part === "poster") return { key: poster, type: typeOf(poster), etag: `${sha256}-poster` };
  if (part === "portrait" && portraitFile) {
    return { key: portraitFile, type: typeOf(portraitFile), etag: `${portraitAt.getTime()}-portrait` };
  }
  if (part === "picture" && picture) {
    return { key: picture, type: typeOf(picture), etag: `${pictureAt.getTime()}-picture` };
  }
  return undefined;
}

function typeOf(key: string): string {
  const types: Record<string, string> = {
    png: "image/png",
    webp: "image/webp",
  };
  return types[key.split(".").at(-1)?.toLowerCase() ?? ""] ?? "image/jpeg";
}

function gone(): Response {
  return new Response("There is no such file", { status: 404, headers: { "Cache-Control": "no-store" } });
}
