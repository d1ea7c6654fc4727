import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDigitalSourceType } from "#media/provenance.ts";
import type { Shot } from "#media/storyboard.ts";
import { ProviderError } from "#providers/errors.ts";
import type { ProvenanceSigner } from "#providers/provenance/contract.ts";
import { originOf, sealVideo } from "./provenance.ts";

const speech = { file: "a.wav", seconds: 1, text: "Hello", words: [], phonemes: [] };
const head = { type: "talking-head", speech, onScreen: null, portrait: { style: "a", seed: "b", options: {} } } as Shot;
const product = { type: "product", speech, onScreen: null, picture: "p.png", title: "Bag", price: null } as Shot;
const drawn = { provider: "animatic", model: null };
const veo = { provider: "replicate", model: "google/veo-3.1-fast" };
const by = (voice: string) => ({ provider: "any", model: null, voice });
const kindOf = (shots: Shot[], voice: string, made: { provider: string; model: string | null }[]) =>
  originOf({ shots }, { speakers: [by(voice)], shots: made })
    .digitalSourceType.split("/")
    .at(-1);

const origins: [string, Shot[], string, { provider: string; model: string | null }[], string][] = [
  ["all drawn, with a voice that nobody trained", [head], "kal16", [drawn], "algorithmicMedia"],
  ["drawn around a product's picture", [head, product], "kal16", [drawn, drawn], "compositeSynthetic"],
  ["drawn, with a vendor's voice", [head], "openai-marin", [drawn], "compositeWithTrainedAlgorithmicMedia"],
  ["drawn, with a voice trained on recordings", [head], "slt", [drawn], "compositeWithTrainedAlgorithmicMedia"],
  ["one shot of a model among drawn ones", [head, head], "kal16", [drawn, veo], "compositeWithTrainedAlgorithmicMedia"],
  ["all of it by models", [head, head], "openai-marin", [veo, veo], "trainedAlgorithmicMedia"],
];
test.each(origins)("%s", (_, shots, voice, made, kind) => {
  expect(kindOf(shots, voice, made)).toBe(kind);
});

test("what a model or a photographer made is named as a part", () => {
  const { components } = originOf(
    { shots: [head, product] },
    {
      speakers: [
        by("openai-marin"),
        { provider: "openai", model: "gpt-4o-mini-tts", voice: "openai-marin" },
        by("kal16"),
        by("openai-marin"),
      ],
      shots: [veo, drawn],
    },
  );
  expect(components.map(({ title, model }) => [title, model])).toEqual([
    ["Shot 1", "google/veo-3.1-fast"],
    ["Voice", "openai-marin"],
    ["Voice", "openai-marin (gpt-4o-mini-tts)"],
    ["Product picture", null],
  ]);
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-seal-"));
});
afterAll(() => rm(folder, { recursive: true }));

const about = {
  title: "Nordlys",
  label: "AI-generated · <Ad> & more",
  digitalSourceType: "http://cv.iptc.org/x",
  components: [],
};
async function someFile(name: string): Promise<string> {
  const file = path.join(folder, name);
  const box = Buffer.from("\0\0\0\x10ftypisom\0\0\0\0", "latin1");
  await writeFile(file, box);
  return file;
}

test("the origin is in the file, and the fingerprint is of what the file is afterwards", async () => {
  const file = await someFile("plain.mp4");
  const first = await sealVideo(undefined, file, about);
  expect(await readDigitalSourceType(file)).toBe("http://cv.iptc.org/x");
  expect(first).toMatchObject({ bytes: (await readFile(file)).length, provenance: { signature: null, problem: null } });
  const again = await sealVideo(undefined, await someFile("again.mp4"), about);
  expect(again.sha256).toBe(first.sha256);
});

test("a signer that fails leaves a whole, unsigned file and its reason", async () => {
  const file = await someFile("unsigned.mp4");
  const signer: ProvenanceSigner = {
    id: "broken",
    sign: async (_, out) => {
      await writeFile(out, "half a file");
      throw new ProviderError("misconfigured", "The optional signer is not installed.");
    },
    read: async () => undefined,
  };
  const { provenance } = await sealVideo(signer, file, about);
  expect(provenance).toMatchObject({ signature: null, problem: "The optional signer is not installed." });
  expect(await readDigitalSourceType(file)).toBe("http://cv.iptc.org/x");
});
