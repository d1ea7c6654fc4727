import { Refused } from "#config/errors.ts";

/**
 * Reads a form with one file in it. A body over `maxMegabytes` (and a little for the form around it) is refused by its
 * declared length, before any of it is kept.
 */
export async function readUpload(
  request: Request,
  field: string,
  maxMegabytes: number,
): Promise<{ bytes: Uint8Array; name: string; form: FormData }> {
  const tooLarge = new Refused("too-large", `The file is over ${maxMegabytes} MB. Choose a smaller one.`, field);
  const most = maxMegabytes * 1024 * 1024;
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  if (!Number.isFinite(declared) || declared > most + 64 * 1024) throw tooLarge;
  const form = await readMultipart(request, field);
  const file = form.get(field);
  if (!(file instanceof File) || file.size === 0) throw new Refused("no-file", "Choose a file first.", field);
  if (file.size > most) throw tooLarge;
  return { bytes: new Uint8Array(await file.arrayBuffer()), name: file.name, form };
}

/** A form with files in it. What is none, or breaks off, is refused in a sentence: the parser knows only a `TypeError`. */
export async function readMultipart(request: Request, field: string): Promise<FormData> {
  try {
    return await request.formData();
  } catch (cause) {
    const message = "What arrived is not a whole form with a file in it. Choose the file again and send it once more.";
    throw Object.assign(new Refused("unreadable", message, field), { cause });
  }
}
