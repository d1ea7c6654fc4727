import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { writeZip, type ZipEntry } from "./write-zip.server.ts";

const entry = (name: string, content: Buffer, bytes = content.length): ZipEntry => ({
  name,
  bytes,
  read: async () =>
    (async function* () {
      for (let at = 0; at < content.length; at += 1000) yield content.subarray(at, at + 1000);
    })(),
});
async function zipped(entries: ZipEntry[]): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeZip(entries)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What an archive's directory says, read from its end as programs do, with the content that it points at. */
function unpack(zip: Buffer): Record<string, Buffer> {
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  const found: Record<string, Buffer> = {};
  let at = zip.readUInt32LE(end + 16);
  for (let n = 0; n < zip.readUInt16LE(end + 10); n += 1) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const [sum, length, nameLength] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 24), zip.readUInt16LE(at + 28)];
    const start = zip.readUInt32LE(at + 42);
    expect(zip.readUInt32LE(start)).toBe(0x04034b50);
    const content = zip.subarray(start + 30 + nameLength, start + 30 + nameLength + length);
    expect(crc32(content)).toBe(sum);
    found[zip.toString("utf8", at + 46, at + 46 + nameLength)] = content;
    at += 46 + nameLength;
  }
  expect(at).toBe(end);
  return found;
}

test("every file is in it whole, under its name, where the directory says", async () => {
  const contents = { "søte-morgener-v1.mp4": Buffer.alloc(12_345, "take "), "empty.mp4": Buffer.alloc(0) };
  expect(unpack(await zipped(Object.entries(contents).map(([name, content]) => entry(name, content))))).toEqual(
    contents,
  );
});

test("a file that is shorter than was said breaks the archive instead of lying in it", async () => {
  await expect(zipped([entry("short.mp4", Buffer.from("abc"), 4)])).rejects.toThrow("3 bytes");
});
