import { Readable } from "node:stream";
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from "@remix-run/node";
import { listLibraryFiles } from "#db/queries/library.ts";
import { listCutFiles } from "#db/queries/video-cuts.ts";
import { mostZipBytes, writeZip, type ZipEntry } from "../library/write-zip.server.ts";
import { requireBrand } from "../session.server.ts";
import { nameFile } from "../videos/name-file.ts";

/** As many as a page of the library shows, twice over. */
const most = 60;

/** The videos of every `id`, each in all of its cuts, under names that say what they are. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const ids = [...new Set(new URL(request.url).searchParams.getAll("id"))];
  if (ids.length === 0) throw new Response("Choose the videos to download first.", { status: 400 });
  if (ids.length > most) throw new Response(`Choose at most ${most} videos at a time.`, { status: 400 });
  const videos = await listLibraryFiles(db, brand.id, ids);
  if (videos.length < ids.length) throw new Response("One of these videos is not there.", { status: 404 });
  const cuts = await listCutFiles(db, brand.id, ids);
  if ([...videos, ...cuts].reduce((sum, { bytes }) => sum + bytes, 0) > mostZipBytes * 0.9) {
    throw new Response("These are too large for one file. Choose fewer.", { status: 400 });
  }
  const taken = new Set<string>();
  const entries: ZipEntry[] = [];
  for (const video of videos) {
    const name = freeName(nameFile({ ...video, brand: brand.slug }), taken);
    for (const { cut, file } of [video, ...cuts.filter(({ videoId }) => videoId === video.id)]) {
      const bytes = await context.files.size(file);
      const called = cut === "branded" ? name : `${name}-${cut}`;
      entries.push({ name: `${called}.mp4`, bytes, read: () => context.files.read(file) });
    }
  }
  return new Response(createReadableStreamFromReadable(Readable.from(writeZip(entries))), {
    headers: {
      "Content-Type": "application/zip",
      "Content-Disposition": `attachment; filename="${brand.slug}-videos.zip"`,
      "Cache-Control": "private, no-store",
    },
  });
}

/** Two videos of one brief can have one name: the second then says so. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n += 1) free = `${name}-${n}`;
  taken.add(free);
  return free;
}
