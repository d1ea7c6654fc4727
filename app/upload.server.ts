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
  const declared = Number(request.headers.get("content-length"));
  if (!Number.isFinite(declared) || declared > most + 64 * 1024) throw tooLarge;
  const form = await request.formData();
  const file = form.get(field);
  if (!(file instanceof File)) throw new Refused("no-file", "Choose a file first.", field);
  if (file.size > most) throw tooLarge;
  return { bytes: new Uint8Array(await file.arrayBuffer()), name: file.name, form };
}
