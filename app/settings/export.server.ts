import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { createReadableStreamFromReadable } from "@remix-run/node";

/** Sends a file that was made for this one answer, and removes it when it was sent or the browser gave up. */
export function replyWithOnce(file: string, name: string): Response {
  const source = createReadStream(file);
  source.once("close", () => void rm(file, { force: true }).catch(() => undefined));
  return new Response(createReadableStreamFromReadable(source), {
    headers: {
      "Content-Type": "application/x-tar",
      "Content-Disposition": `attachment; filename="${name}"`,
      "Cache-Control": "private, no-store",
    },
  });
}
