import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { insertLedgerEntry } from "#db/queries/ledger.ts";
import { requireBrand } from "../session.server.ts";

const words = "Good morning. This is how I sound when I talk to you.";

/** A voice saying one sentence, spoken on first request. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const { voices, scratch } = context;
  const voice = voices.voices.find(({ id }) => id === params.voice);
  if (!voice) throw new Response("There is no voice of that name.", { status: 404 });
  const file = path.join(scratch, "voice-samples", `${voices.id}-${voice.id}.wav`);
  const bytes = await readFile(file).catch(async () => {
    await mkdir(path.dirname(file), { recursive: true });
    const { costMicros, provider } = await voices.speak({ text: words, voice: voice.id, pace: 1 }, file);
    if (costMicros > 0) {
      const note = `A sample of the voice ${voice.name}`;
      await insertLedgerEntry(db, brand.id, { kind: "voice", provider, amountMicros: costMicros, note });
    }
    return readFile(file);
  });
  return new Response(new Uint8Array(bytes), {
    headers: { "Content-Type": "audio/wav", "Cache-Control": "private, max-age=86400" },
  });
}
