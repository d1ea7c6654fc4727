import { z } from "zod";
import { Refused } from "#config/errors.ts";
import type { UploadedFile } from "#studio/brands/import-upload.ts";
import { readMultipart } from "../upload.server.ts";

/** A kit may have 100 MB; the form around it needs a little. */
const maxBytes = 101 * 1024 * 1024;

const pathList = z.array(z.string().max(400)).max(2_000).catch([]);

/** The files of an uploaded kit folder, each under its path as the page noted it, or else as the browser named it. */
export async function readKitFiles(request: Request): Promise<UploadedFile[]> {
  await refuseTooLarge(request);
  const form = await readMultipart(request, "kit");
  // A browser sends an empty file without a name when none was chosen.
  const files = form.getAll("kit").filter((value) => value instanceof File && value.name !== "") as File[];
  const noted = pathList.parse(parseJson(form.get("kitPaths")));
  const known = noted.length === files.length ? noted : files.map(({ name }) => name);
  return Promise.all(
    files.map(async (file, index) => ({
      name: known[index] ?? file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  );
}

/**
 * Refuses by what the header says, before any of it is kept. The bytes are read and dropped, because a browser that is
 * cut off in the middle shows its own error instead of our sentence.
 */
async function refuseTooLarge(request: Request): Promise<void> {
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  if (declared <= maxBytes) return;
  await request.body?.pipeTo(new WritableStream());
  throw new Refused("too-large", "A kit has at most 100 MB. Did you choose the folder above it?", "kit");
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text ?? "[]"));
  } catch {
    return undefined;
  }
}
