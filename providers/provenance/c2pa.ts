import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { ProviderError } from "#providers/errors.ts";
import type { Claim, ProvenanceSigner, Signature } from "./contract.ts";

const algorithms = ["es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519"] as const;

/** The operator's certificate, and where the optional signer lies. Paths are of files on this machine. */
export const c2paSettings = z.object({
  C2PA_CERTIFICATE: z.string().min(1),
  C2PA_PRIVATE_KEY: z.string().min(1),
  C2PA_ALGORITHM: z.enum(algorithms).default("es256"),
  C2PA_TIMESTAMP_URL: z.url().optional(),
  C2PA_TRUST_ANCHORS: z.string().optional(),
  C2PA_SIGNER: z.string().default("@contentauth/c2pa-node"),
});
export type C2paSettings = z.infer<typeof c2paSettings>;

/**
 * Signs with `@contentauth/c2pa-node` (MIT or Apache-2.0), which brings a 48 MB library for some machines only and is
 * therefore no dependency of the studio: it is loaded when the first video is signed, from `C2PA_SIGNER`.
 */
export function createC2paSigner(settings: C2paSettings): ProvenanceSigner {
  let library: Promise<Library> | undefined;
  const load = () => {
    library ??= loadLibrary(settings.C2PA_SIGNER);
    return library;
  };

  async function read(file: string): Promise<Signature | undefined> {
    const { Reader } = await load();
    const anchors = settings.C2PA_TRUST_ANCHORS && (await readPem(settings.C2PA_TRUST_ANCHORS, "C2PA_TRUST_ANCHORS"));
    const trust = anchors
      ? { trust: { trust_anchors: anchors.toString("utf8") }, verify: { verify_trust: true } }
      : undefined;
    const reader = await Reader.fromAsset({ path: file, mimeType: "video/mp4" }, trust);
    return reader ? toSignature(reader.json()) : undefined;
  }

  return {
    id: "c2pa",
    read,
    async sign(file, out, claim) {
      const { Builder, LocalSigner } = await load();
      const [certificate, key] = await Promise.all([
        readPem(settings.C2PA_CERTIFICATE, "C2PA_CERTIFICATE"),
        readPem(settings.C2PA_PRIVATE_KEY, "C2PA_PRIVATE_KEY"),
      ]);
      try {
        const signer = LocalSigner.newSigner(certificate, key, settings.C2PA_ALGORITHM, settings.C2PA_TIMESTAMP_URL);
        const builder = Builder.withJson(toManifest(claim));
        for (const [index, component] of claim.components.entries()) {
          await builder.addIngredient(JSON.stringify(toIngredient(component, index)));
        }
        builder.sign(signer, { path: file, mimeType: "video/mp4" }, { path: out, mimeType: "video/mp4" });
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new ProviderError("misconfigured", `The file could not be signed: ${why}`, { cause });
      }
      const signature = await read(out);
      if (!signature || signature.state === "invalid") {
        const why = signature?.problems.join(", ") ?? "it has no credentials";
        throw new ProviderError("misconfigured", `The signed file cannot be verified: ${why}`);
      }
      return signature;
    },
  };
}

/** The part of the library that is used. */
type Library = {
  Builder: {
    withJson(json: object): {
      addIngredient(json: string): Promise<void>;
      sign(signer: unknown, from: FileAsset, to: FileAsset): unknown;
    };
  };
  Reader: { fromAsset(asset: FileAsset, settings?: object): Promise<{ json(): unknown } | null> };
  LocalSigner: { newSigner(certificate: Buffer, key: Buffer, algorithm: string, timestampUrl?: string): unknown };
};
type FileAsset = { path: string; mimeType: string };

async function loadLibrary(name: string): Promise<Library> {
  // A folder is named by its path, and a package by its name.
  const from = path.isAbsolute(name) ? pathToFileURL(path.join(name, "dist", "index.js")).href : name;
  try {
    return (await import(/* @vite-ignore */ from)) as Library;
  } catch (cause) {
    throw new ProviderError(
      "misconfigured",
      "The optional signer is not installed (docs/guides/content-credentials.md).",
      {
        cause,
      },
    );
  }
}

async function readPem(file: string, variable: string): Promise<Buffer> {
  return readFile(file).catch((cause) => {
    throw new ProviderError("misconfigured", `${variable} names ${file}, which cannot be read.`, { cause });
  });
}

/** Every manifest begins with how the file came to be; parts that something else made are placed into it. */
function toManifest({ title, generator, digitalSourceType, components }: Claim): object {
  const softwareAgent = generator;
  const placed = components.map((component, index) => ({
    action: "c2pa.placed",
    ...(component.digitalSourceType ? { digitalSourceType: component.digitalSourceType } : {}),
    ...(component.model ? { softwareAgent: { name: component.model } } : {}),
    parameters: { ingredientIds: [idOf(index)] },
  }));
  return {
    claim_generator_info: [generator],
    title,
    format: "video/mp4",
    assertions: [
      {
        label: "c2pa.actions.v2",
        data: { actions: [{ action: "c2pa.created", digitalSourceType, softwareAgent }, ...placed] },
      },
      {
        label: "cawg.training-mining",
        data: { entries: { "cawg.ai_generative_training": { use: "notAllowed" } } },
      },
    ],
  };
}

function toIngredient({ title, sha256 }: Claim["components"][number], index: number): object {
  const own = sha256 ? { instance_id: `urn:sha256:${sha256}:${index}` } : {};
  return { title, format: "application/octet-stream", relationship: "componentOf", label: idOf(index), ...own };
}

function idOf(index: number): string {
  return `component-${index + 1}`;
}

const report = z.object({
  validation_state: z.string().optional(),
  validation_status: z.array(z.object({ code: z.string() })).optional(),
  active_manifest: z.string().nullish(),
  manifests: z
    .record(z.string(), z.object({ signature_info: z.object({ issuer: z.string().nullish() }).nullish() }))
    .optional(),
});

function toSignature(json: unknown): Signature {
  const read = report.parse(json);
  const states: Record<string, Signature["state"]> = { Trusted: "trusted", Valid: "valid" };
  const problems = (read.validation_status ?? []).map(({ code }) => code);
  const issuer = read.manifests?.[read.active_manifest ?? ""]?.signature_info?.issuer ?? null;
  return { state: states[read.validation_state ?? ""] ?? "invalid", issuer, problems };
}
