import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { z } from "zod";
import { NotFound } from "#config/errors.ts";
import type { FileStore } from "./contract.ts";
import { isKey, requireKey } from "./keys.ts";

export const s3Settings = z.object({
  S3_BUCKET: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      "must be the name of a bucket: 3 to 63 small letters, digits, dots and dashes",
    ),
  S3_ACCESS_KEY_ID: z.string().min(1),
  S3_SECRET_ACCESS_KEY: z.string().min(1),
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "must be an address that starts with http:// or https://" })
    .optional(),
  S3_REGION: z.string().min(1).default("us-east-1"),
});

/** How long a connection may take, and how long an answer may be silent, in milliseconds. */
const patienceMs = { connect: 5_000, answer: 60_000 };

/**
 * Files in a bucket of Amazon S3, or of anything that speaks its protocol at `S3_ENDPOINT`. An object is there whole or
 * not at all, which S3 promises itself. `localPath` copies to `copies`, once for each content; what was not asked for
 * lately may be removed from there at any time. The bucket is made when it is not there.
 */
export function createS3Store(settings: z.infer<typeof s3Settings>, copies: string): FileStore {
  const Bucket = settings.S3_BUCKET;
  let opened: Promise<Opened> | undefined;
  const open = () => {
    opened ??= openBucket(settings).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const head = async (key: string) => {
    const Key = requireKey(key);
    const { client, sdk } = await open();
    const found = await client.send(new sdk.HeadObjectCommand({ Bucket, Key })).catch(orNotFound(key));
    return { size: found.ContentLength ?? 0, version: found.ETag ?? String(found.LastModified?.getTime()) };
  };
  const read = async (key: string, range: { start?: number; end?: number } = {}): Promise<Readable> => {
    const Key = requireKey(key);
    const { client, sdk } = await open();
    const { start, end } = range;
    const Range = start === undefined && end === undefined ? undefined : `bytes=${start ?? 0}-${end ?? ""}`;
    const found = await client.send(new sdk.GetObjectCommand({ Bucket, Key, Range })).catch(orNotFound(key));
    return found.Body as Readable;
  };

  return {
    id: "s3",
    save: async (key, source) => {
      const Key = requireKey(key);
      const { client, sdk } = await open();
      const { Body, ContentLength } =
        "path" in source
          ? { Body: createReadStream(source.path), ContentLength: (await stat(source.path)).size }
          : { Body: source.bytes, ContentLength: source.bytes.length };
      await client.send(new sdk.PutObjectCommand({ Bucket, Key, Body, ContentLength }));
    },
    size: async (key) => (await head(key)).size,
    read,
    bytes: async (key) => buffer(await read(key)),
    localPath: async (key) => {
      const { size, version } = await head(key);
      const name = createHash("sha256").update(`${key}\n${version}`).digest("hex").slice(0, 32);
      const copy = path.join(copies, `${name}-${path.posix.basename(key)}`);
      const there = await stat(copy).catch(() => undefined);
      if (there?.size === size) {
        const now = new Date();
        await utimes(copy, now, now).catch(() => undefined); // It is in use: the pruning of copies goes by this.
        return copy;
      }
      const part = `${copy}.${randomUUID()}.part`;
      try {
        await mkdir(copies, { recursive: true });
        await pipeline(await read(key), createWriteStream(part));
        await rename(part, copy);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      return copy;
    },
    remove: async (key) => {
      const Key = requireKey(key);
      const { client, sdk } = await open();
      await client.send(new sdk.DeleteObjectCommand({ Bucket, Key }));
    },
    async *list(prefix = "") {
      const { client, sdk } = await open();
      for (let ContinuationToken: string | undefined; ; ) {
        const page = await client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix: prefix, ContinuationToken }));
        for (const { Key, LastModified } of page.Contents ?? []) {
          if (Key && isKey(Key)) yield { key: Key, savedAt: LastModified ?? new Date(0) };
        }
        if (!page.IsTruncated || !page.NextContinuationToken) return;
        ContinuationToken = page.NextContinuationToken;
      }
    },
  };
}

type Sdk = typeof import("@aws-sdk/client-s3");
type Opened = { client: S3Client; sdk: Sdk };

/** Loaded when it is needed: a studio without a bucket starts without it. */
async function openBucket(settings: z.infer<typeof s3Settings>): Promise<Opened> {
  const sdk = await import("@aws-sdk/client-s3");
  const client = new sdk.S3Client({
    region: settings.S3_REGION,
    credentials: { accessKeyId: settings.S3_ACCESS_KEY_ID, secretAccessKey: settings.S3_SECRET_ACCESS_KEY },
    // Names of buckets become part of the path and not of the host, which servers of one's own have no names for.
    ...(settings.S3_ENDPOINT ? { endpoint: settings.S3_ENDPOINT, forcePathStyle: true } : {}),
    // Newer checksums than the protocol asks for are refused by many servers that are not Amazon's.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { connectionTimeout: patienceMs.connect, requestTimeout: patienceMs.answer },
  });
  await makeBucket({ client, sdk }, settings.S3_BUCKET);
  return { client, sdk };
}

/** Another process may be at it as well, so that a bucket that is there by now is as good. */
async function makeBucket({ client, sdk }: Opened, Bucket: string): Promise<void> {
  try {
    await client.send(new sdk.HeadBucketCommand({ Bucket }));
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    await client.send(new sdk.CreateBucketCommand({ Bucket })).catch((refused: Error) => {
      if (refused.name !== "BucketAlreadyOwnedByYou" && refused.name !== "BucketAlreadyExists") throw refused;
    });
  }
}

function orNotFound(key: string): (error: unknown) => never {
  return (error) => {
    throw statusOf(error) === 404 ? new NotFound("file", key) : error;
  };
}

const statusOf = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
