import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { writeOrigin } from "#media/provenance.ts";
import type { Storyboard } from "#media/storyboard.ts";
import { ProviderError } from "#providers/errors.ts";
import type { Component, ProvenanceSigner, Signature } from "#providers/provenance/contract.ts";
import type { Speaker } from "./speak-lines.ts";

/** Who spoke a line: the vendor, its model where it has several, and the voice. */
const speaker = z.object({ provider: z.string(), model: z.string().nullable(), voice: z.string() });

/** What is kept of a video's origin: what its file says, who signed it, and why nobody did when nobody did. */
const provenance = z.object({
  digitalSourceType: z.string(),
  signature: z.object({ state: z.enum(["trusted", "valid", "invalid"]), issuer: z.string().nullable() }).nullable(),
  /** Who spoke each scene's line, in their order; empty for a video made before that was kept. */
  speakers: z.array(speaker).default([]),
  /** Why there is no signature although a certificate is set up; null otherwise. */
  problem: z.string().nullable(),
});
export type Provenance = z.infer<typeof provenance>;

/** A stored origin; undefined for a video made before anything was written. */
export function readProvenance(stored: unknown): Provenance | undefined {
  return provenance.safeParse(stored).data;
}

/** Who made a part of a video: the built-in renderer, or a provider's model. */
export type MadeBy = { provider: string; model: string | null; sha256?: string | null };

/**
 * Voices that are put together from recorded sounds. All others are models trained on recordings: those of vendors, and
 * Flite's ARCTIC voices too (CLUSTERGEN, statistical parametric synthesis).
 */
const untrainedVoices: readonly string[] = ["kal16"];

/** Shots that show what the brand brought along; one that nobody generated and that is footage is a clip of its own. */
const photographed: { types: readonly Storyboard["shots"][number]["type"][]; title: string }[] = [
  { types: ["product", "b-roll", "before-after"], title: "Product picture" },
  { types: ["footage"], title: "The brand's own clip" },
];

/** IPTC's NewsCodes for where media come from (cv.iptc.org/newscodes/digitalsourcetype). */
const sourceType = (name: string) => `http://cv.iptc.org/newscodes/digitalsourcetype/${name}`;

/**
 * Where a video comes from, in IPTC's words, with the parts that something else than the renderer made. `shots` are in the
 * video's order, `speakers` those whose voices are heard. As soon as a trained model made a shot or the voice, that is said; drawn by
 * rules alone and spoken by nobody it is algorithmic, and a product's picture makes it a composite.
 */
export function originOf(
  board: Pick<Storyboard, "shots">,
  { speakers, shots }: { speakers: readonly Speaker[]; shots: readonly MadeBy[] },
): { digitalSourceType: string; components: Component[] } {
  const trained = sourceType("trainedAlgorithmicMedia");
  const generated = shots.map(({ provider }) => provider !== "animatic");
  const components: Component[] = shots.flatMap(({ provider, model, sha256 = null }, index) =>
    generated[index]
      ? [{ title: `Shot ${index + 1}`, model: model ?? provider, digitalSourceType: trained, sha256 }]
      : [],
  );
  const spoken = board.shots.some(({ speech }) => speech !== null);
  const voices = spoken ? speakers.filter(({ voice }) => !untrainedVoices.includes(voice)) : [];
  const trainedVoice = voices.length > 0;
  for (const name of new Set(voices.map(sayVoice))) {
    components.push({ title: "Voice", model: name, digitalSourceType: trained, sha256: null });
  }
  const shown = new Set(board.shots.filter((_, index) => !generated[index]).map(({ type }) => type));
  const brought = photographed.filter(({ types }) => types.some((type) => shown.has(type)));
  for (const { title } of brought) components.push({ title, model: null, digitalSourceType: null, sha256: null });
  const pictured = brought.length > 0;
  if (generated.some(Boolean) || trainedVoice) {
    const whole = generated.every(Boolean) && !pictured && (trainedVoice || !spoken);
    return { digitalSourceType: whole ? trained : sourceType("compositeWithTrainedAlgorithmicMedia"), components };
  }
  return { digitalSourceType: sourceType(pictured ? "compositeSynthetic" : "algorithmicMedia"), components };
}

/** A voice with the model that lent it, where a vendor has several. */
function sayVoice({ model, voice }: Speaker): string {
  return model ? `${voice} (${model})` : voice;
}

/** A speaker in a person's words. */
export function saySpeaker(by: Speaker): string {
  return `${sayVoice(by)} by ${by.provider}`;
}

/**
 * Writes a finished file's origin into it, signs it when there is a signer, and answers what the file is afterwards: the
 * last thing that is done to its bytes. When signing fails the file is whole and unsigned, and `problem` says why.
 */
export async function sealVideo(
  signer: ProvenanceSigner | undefined,
  file: string,
  about: {
    title: string;
    label: string;
    digitalSourceType: string;
    components: readonly Component[];
    speakers?: readonly Speaker[];
  },
): Promise<{ sha256: string; bytes: number; provenance: Provenance }> {
  const { title, label, digitalSourceType, components, speakers = [] } = about;
  await writeOrigin(file, { digitalSourceType, description: label, creator: `${generator.name} ${generator.version}` });
  let signature: Signature | undefined;
  let problem: string | null = null;
  if (signer) {
    const signed = `${file}.signed`;
    try {
      signature = await signer.sign(file, signed, { title, generator, digitalSourceType, components });
      await rename(signed, file);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      problem = error.message;
    } finally {
      await rm(signed, { force: true });
    }
  }
  const { size: bytes } = await stat(file);
  const said = signature ? { state: signature.state, issuer: signature.issuer } : null;
  return {
    sha256: await hashFile(file),
    bytes,
    provenance: { digitalSourceType, signature: said, speakers: [...speakers], problem },
  };
}

/** Who a file says that it was made with. */
const generator = { name: "Troupe", version: "0.1.0" };

async function hashFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
