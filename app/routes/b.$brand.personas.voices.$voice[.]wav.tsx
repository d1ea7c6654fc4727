import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireBrand } from "../session.server.ts";

const words = "Good morning. This is how I sound when I talk to you.";

/** A voice saying one sentence, spoken on first request. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireBrand({ request, params, context });
  const { voices, scratch } = context;
  const voice = voices.voices.find(({ id }) => id === params.voice);
  if (!voice) throw new Response("There is no voice of that name.", { status: 404 });
  const file = path.join(scratch, "voice-samples", `${voices.id}-${voice.id}.wav`);
  const bytes = await readFile(file).catch(async () => {
    await mkdir(path.dirname(file), { recursive: true });
    await voices.speak({ text: words, voice: voice.id, pace: 1 }, file);
    return readFile(file);
  });
  return new Response(new Uint8Array(bytes), {
    headers: { "Content-Type": "audio/wav", "Cache-Control": "private, max-age=86400" },
  });
}
