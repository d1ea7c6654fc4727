import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCanvas } from "#media/canvas/frame.ts";
import { hushFfmpeg } from "#media/codec/ffmpeg.ts";
import { startSegment } from "#media/codec/segment.ts";
import { readDigitalSourceType, writeOrigin } from "#media/provenance.ts";
import { createC2paSigner } from "./c2pa.ts";
import type { Claim } from "./contract.ts";
import { findSigner } from "./index.ts";

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const library = findLibrary();
const settings = {
  C2PA_CERTIFICATE: fixture("chain.pem"),
  C2PA_PRIVATE_KEY: fixture("leaf-key.pem"),
  C2PA_ALGORITHM: "es256" as const,
  C2PA_SIGNER: library ?? "@contentauth/c2pa-node",
};
const trained = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
const composite = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";
const claim: Claim = {
  title: "Nordlys Coffee",
  generator: { name: "Troupe", version: "0.1.0" },
  digitalSourceType: composite,
  components: [
    { title: "Shot 2", model: "google/veo-3.1-fast", digitalSourceType: trained, sha256: "ab".repeat(32) },
    { title: "Product picture", model: null, digitalSourceType: null, sha256: null },
  ],
};

let folder: string;
let file: string;
beforeAll(async () => {
  hushFfmpeg();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-c2pa-"));
  file = path.join(folder, "video.mp4");
  const writer = await startSegment(file, { width: 64, height: 64, fps: 24, quality: "preview" });
  for (let frame = 0; frame < 4; frame++) await writer.add(createCanvas(64, 64));
  await writer.finish();
  await writeOrigin(file, { digitalSourceType: composite, description: "AI-generated · Ad", creator: "Troupe" });
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(library === undefined)("with the optional signer (skipped where it is not installed)", () => {
  test("a signed video says who signed it, how it was made, and of which parts", async () => {
    const out = path.join(folder, "signed.mp4");
    const signature = await createC2paSigner(settings).sign(file, out, claim);
    expect(signature).toMatchObject({ state: "valid", issuer: "Nordlys Coffee (test)" });
    expect(await readDigitalSourceType(out)).toBe(composite);
    const { Reader } = (await import(path.join(library!, "dist", "index.js"))) as {
      Reader: { fromAsset(asset: object): Promise<{ json(): object }> };
    };
    const text = JSON.stringify((await Reader.fromAsset({ path: out })).json());
    expect(text).toMatch(/"action":"c2pa.created".*compositeWithTrainedAlgorithmicMedia/);
    expect(text).toMatch(/"action":"c2pa.placed".*google\/veo-3.1-fast.*trainedAlgorithmicMedia/);
    expect(text).toContain('"use":"notAllowed"');
  });

  test("a reader that has the authority on its list trusts it", async () => {
    const signer = createC2paSigner({ ...settings, C2PA_TRUST_ANCHORS: fixture("ca.pem") });
    expect(await signer.sign(file, path.join(folder, "trusted.mp4"), claim)).toMatchObject({
      state: "trusted",
      problems: [],
    });
  });

  test("one flipped byte is found, and a file without credentials has none", async () => {
    const signer = createC2paSigner(settings);
    const out = path.join(folder, "flipped.mp4");
    await signer.sign(file, out, claim);
    const bytes = await readFile(out);
    const at = bytes.indexOf("mdat") + 40;
    bytes[at] = bytes[at]! ^ 1;
    await writeFile(out, bytes);
    expect(await signer.read(out)).toMatchObject({
      state: "invalid",
      problems: expect.arrayContaining(["assertion.bmffHash.mismatch"]),
    });
    expect(await signer.read(file)).toBeUndefined();
  });

  test("a key that is not the certificate's is a sentence, and no file is left", async () => {
    const wrong = path.join(folder, "wrong.pem");
    await writeFile(wrong, "no key");
    const signing = createC2paSigner({ ...settings, C2PA_PRIVATE_KEY: wrong }).sign(
      file,
      path.join(folder, "x.mp4"),
      claim,
    );
    await expect(signing).rejects.toMatchObject({
      kind: "misconfigured",
      message: expect.stringContaining("could not be signed"),
    });
  });
});

test("without the signer installed the failure says so", async () => {
  const signer = createC2paSigner({ ...settings, C2PA_SIGNER: "/nowhere/c2pa-node" });
  await expect(signer.sign(file, path.join(folder, "none.mp4"), claim)).rejects.toMatchObject({
    kind: "misconfigured",
    message: expect.stringContaining("not installed"),
  });
});

test("without a certificate there is no signer, and with half of one the missing variable is named", () => {
  expect(findSigner({})).toBeUndefined();
  expect(() => findSigner({ C2PA_CERTIFICATE: "/certificate.pem" })).toThrow(/C2PA_PRIVATE_KEY: is missing/);
});

/** The folder of the optional signer: where C2PA_SIGNER says, or beside the studio's own packages. */
function findLibrary(): string | undefined {
  if (process.env.C2PA_SIGNER) return process.env.C2PA_SIGNER;
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve("@contentauth/c2pa-node")), "..");
  } catch {
    return undefined;
  }
}
