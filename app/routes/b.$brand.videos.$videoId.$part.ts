import type { LoaderFunctionArgs } from "@remix-run/node";
import type { Db } from "#db/database.ts";
import { listLibraryFiles } from "#db/queries/library.ts";
import { listVideoCuts, type VideoCut } from "#db/queries/video-cuts.ts";
import { getVideo, type Video } from "#db/queries/videos.ts";
import { type Dossier, gatherDossier } from "#studio/videos/dossier.ts";
import { writeDossier } from "#studio/videos/write-dossier.ts";
import { orMissing } from "../missing.server.ts";
import { rangeResponse } from "../range-response.server.ts";
import { requireBrand } from "../session.server.ts";
import { nameFile } from "../videos/name-file.ts";
import { writeSrt } from "../videos/write-srt.ts";

/** The bytes of a version never change; only who may see them does, so browsers keep them and proxies do not. */
const cache = "private, max-age=86400, immutable";

/**
 * The files of one version of a video, or with `?cut` of another cut of it, for the people of its brand; its dossier is written anew each time. With `?download`
 * a file is taken away, under a name that says what it is.
 */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const video = await getVideo(db, brand.id, params.videoId ?? "").catch(orMissing);
  if (params.part === "dossier.html" || params.part === "dossier.json") {
    return sendDossier(await gatherDossier(db, brand.id, video.id), params.part);
  }
  const part = params.part ?? "";
  const { searchParams } = new URL(request.url);
  const cut = searchParams.get("cut");
  const isTaken = part === "captions.srt" || searchParams.has("download");
  const shown = cut === null || cut === video.cut ? video : await findCut(db, brand.id, video.id, cut);
  const file = fileOf(shown, part === "captions.srt" ? "captions.vtt" : part);
  if (!file) throw new Response("A video has no such file.", { status: 404 });
  const [named] = isTaken ? await listLibraryFiles(db, brand.id, [video.id]) : [];
  const ending = part === "captions.srt" ? "srt" : file.key.split(".").at(-1);
  const called = named && nameFile({ ...named, brand: brand.slug });
  const name = called && `${shown.cut === "branded" ? called : `${called}-${shown.cut}`}.${ending}`;
  if (part === "captions.srt") {
    const vtt = await context.files.bytes(file.key).catch(orMissing);
    return sendSubtitles(writeSrt(new TextDecoder().decode(vtt)), name ?? "captions.srt");
  }
  const response = await rangeResponse(request, context.files, file.key, { ...file, cache }).catch(orMissing);
  if (name) response.headers.set("Content-Disposition", `attachment; filename="${name}"`);
  return response;
}

/** Another cut of the video by its name, as its address gives it. */
async function findCut(db: Db, brandId: string, videoId: string, cut: string): Promise<VideoCut> {
  const found = (await listVideoCuts(db, brandId, videoId)).find((each) => each.cut === cut);
  if (!found) throw new Response("This video has no such cut.", { status: 404 });
  return found;
}

function sendSubtitles(srt: string, name: string): Response {
  return new Response(srt, {
    headers: {
      "content-type": "application/x-subrip; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": cache,
      "x-content-type-options": "nosniff",
    },
  });
}

function sendDossier(dossier: Dossier, part: "dossier.html" | "dossier.json"): Response {
  const html = part === "dossier.html";
  return new Response(html ? writeDossier(dossier) : JSON.stringify(dossier, null, 2), {
    headers: {
      "content-type": html ? "text/html; charset=utf-8" : "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="dossier-${dossier.video.sha256.slice(0, 12)}.${html ? "html" : "json"}"`,
      "cache-control": "private, no-store",
    },
  });
}

function fileOf(
  video: Pick<Video, "file" | "poster" | "captions" | "sha256">,
  part: string,
): { key: string; type: string; etag: string } | undefined {
  const { file, poster, captions, sha256 } = video;
  if (part === "video.mp4") return { key: file, type: "video/mp4", etag: sha256 };
  if (part === "captions.vtt") return { key: captions, type: "text/vtt; charset=utf-8", etag: `${sha256}-captions` };
  if (part === "poster") return { key: poster, type: pictureType(poster), etag: `${sha256}-poster` };
  return undefined;
}

function pictureType(key: string): string {
  const types: Record<string, string> = { png: "image/png", webp: "image/webp" };
  return types[key.split(".").at(-1) ?? ""] ?? "image/jpeg";
}
