import { crc32, deflateSync, gzipSync } from "node:zlib";
import sharp from "sharp";

/** What must not come out again: each odd file that carries something carries this. */
export const mark = "troupe-smuggled-7f3a";
const script = `<script>alert("${mark}")</script>`;

export type OddFile = { name: string; bytes: Buffer };

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function diceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export async function pictures() {
  const noise = { type: "gaussian", mean: 120, sigma: 50 } as const;
  const base = sharp({ create: { width: 420, height: 360, channels: 3, background: "#664422", noise } });
  const [png, jpeg, webp] = await Promise.all([
    base.clone().png().toBuffer(),
    base.clone().jpeg().toBuffer(),
    base.clone().webp().toBuffer(),
  ]);
  return { png, jpeg, webp };
}

/** Files that people, careless or not, have given as pictures; some are pictures, and all of them are odd. */
export async function oddPictures(): Promise<OddFile[]> {
  const { png, jpeg, webp } = await pictures();
  /** A bit to the pixel, by hand: an encoder would take ten seconds to unfold the largest of them before it packs it. */
  const flat = (width: number, height: number) =>
    pngOf(width, height, deflateSync(Buffer.alloc(height * (1 + Math.ceil(width / 8)))), { bits: 1, colour: 0 });
  const text = (name: string, body: string, encoding: BufferEncoding = "utf8") => ({
    name,
    bytes: Buffer.from(body, encoding),
  });
  const svg = (name: string, inside: string, head = "") =>
    text(
      `${name}.svg`,
      `${head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="400" height="400">${inside}</svg>`,
    );
  const laughs = `<!DOCTYPE svg [<!ENTITY a "${mark}">${"bcdefghij"
    .split("")
    .map((n, i) => `<!ENTITY ${n} "${`&${"abcdefghij"[i]};`.repeat(10)}">`)
    .join("")}]>`;
  const zeros = Buffer.alloc(60_000_000);
  return [
    text("empty.png", ""),
    text("one.png", "x"),
    { name: "ff.png", bytes: Buffer.alloc(4096, 0xff) },
    { name: "zeros.jpg", bytes: Buffer.alloc(4096) },
    text("words.png", `hello ${mark}`),
    text("page.png", `<!doctype html><html><body>${script}</body></html>`),
    text("page.jpg", script),
    text("code.webp", `#!/bin/sh\necho ${mark}`),
    text("shell.php.png", `<?php system($_GET["c"]); // ${mark} ?>`),
    { name: "program.png", bytes: Buffer.concat([Buffer.from("MZ"), Buffer.alloc(500, 0x90), Buffer.from(mark)]) },
    { name: "archive.png", bytes: zipOf([[`../../../${mark}.txt`, mark]]) },
    text("paper.png", `%PDF-1.7\n/OpenAction << /S /JavaScript /JS (app.alert("${mark}")) >>`),
    svg("script", script),
    svg("onload", `<g onload="alert('${mark}')"/>`),
    svg("foreign", `<foreignObject><body xmlns="http://www.w3.org/1999/xhtml">${script}</body></foreignObject>`),
    svg("reference", '<image xlink:href="http://169.254.169.254/latest/meta-data/" width="9" height="9"/>'),
    svg("file", '<image xlink:href="file:///etc/passwd" width="9" height="9"/>'),
    svg("use", '<use xlink:href="data:image/svg+xml;base64,PHN2Zz4=#x"/>'),
    svg("entity", "<text>&x;</text>", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    svg("parameter", "<text/>", '<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://169.254.169.254/x.dtd"> %x;]>'),
    svg("laughs", "<text>&j;</text>", laughs),
    svg("style", `<style>@import url("http://169.254.169.254/${mark}.css");</style>`),
    svg("late", script, " ".repeat(9000)),
    svg("commented", script, `<!--${"x".repeat(9000)}-->`),
    { name: "bom.svg", bytes: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), svg("b", script).bytes]) },
    {
      name: "utf16.svg",
      bytes: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(svg("u", script).bytes.toString(), "utf16le")]),
    },
    { name: "packed.svgz", bytes: gzipSync(svg("z", script).bytes) },
    { name: "svg-as.png", bytes: svg("s", script).bytes },
    // Two things at once.
    text("gif-and-script.gif", `GIF89a/*\x01\x00\x01\x00*/=alert("${mark}");`, "latin1"),
    { name: "gif.png", bytes: await base64Gif() },
    { name: "png-and-zip.png", bytes: Buffer.concat([png, zipOf([["evil.html", script]])]) },
    { name: "png-and-page.png", bytes: Buffer.concat([png, Buffer.from(script)]) },
    { name: "jpeg-and-page.jpg", bytes: Buffer.concat([jpeg.subarray(0, 2), jpegComment(script), jpeg.subarray(2)]) },
    { name: "jpeg-and-page-behind.jpg", bytes: Buffer.concat([jpeg, Buffer.from(script)]) },
    { name: "jpeg-and-zip.jpg", bytes: Buffer.concat([jpeg, zipOf([["evil.html", script]])]) },
    { name: "webp-and-page.webp", bytes: Buffer.concat([webp, Buffer.from(script)]) },
    { name: "script-in-text.png", bytes: withChunk(png, "tEXt", Buffer.from(`Comment\0${script}`)) },
    { name: "script-in-itxt.png", bytes: withChunk(png, "iTXt", Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${script}`)) },
    { name: "script-in-unknown.png", bytes: withChunk(png, "eViL", Buffer.from(script)) },
    { name: "script-in-palette.png", bytes: withChunk(png, "PLTE", Buffer.from(script.padEnd(60, " ").slice(0, 60))) },
    {
      name: "exif.jpg",
      bytes: await sharp(jpeg)
        .withExif({ IFD0: { ImageDescription: script, Artist: mark } })
        .jpeg()
        .toBuffer(),
    },
    {
      name: "xmp.jpg",
      bytes: await sharp(jpeg).withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${mark}</x:xmpmeta>`).jpeg().toBuffer(),
    },
    { name: "profile.png", bytes: await sharp(png).withIccProfile("p3").png().toBuffer() },
    // Small to send, large to unfold.
    { name: "claims-100000.png", bytes: withSize(png, 100_000, 100_000) },
    { name: "claims-most.png", bytes: withSize(png, 0x7fffffff, 0x7fffffff) },
    { name: "claims-none.png", bytes: withSize(png, 0, 0) },
    { name: "claims-line.png", bytes: withSize(png, 49_000_000, 1) },
    { name: "claims-65535.jpg", bytes: withJpegSize(jpeg, 65_535, 65_535) },
    { name: "claims-nothing.jpg", bytes: withJpegSize(jpeg, 0, 0) },
    { name: "bomb-64mp.png", bytes: flat(8000, 8000) },
    { name: "bomb-400mp.png", bytes: flat(20_000, 20_000) },
    { name: "at-the-limit.png", bytes: flat(10_000, 5000) },
    { name: "line.png", bytes: flat(30_000, 1) },
    {
      name: "bomb-in-text.png",
      bytes: withChunk(png, "zTXt", Buffer.concat([Buffer.from("Comment\0\0"), deflateSync(zeros)])),
    },
    {
      name: "bomb-in-profile.png",
      bytes: withChunk(png, "iCCP", Buffer.concat([Buffer.from("p\0\0"), deflateSync(zeros)])),
    },
    { name: "bomb-in-pixels.png", bytes: pngOf(400, 400, deflateSync(zeros)) },
    { name: "over-20-mb.png", bytes: Buffer.concat([png, Buffer.alloc(20 * 1024 * 1024)]) },
    // Right, but not what its name says, or of a kind that is seldom sent.
    { name: "png-as.jpg", bytes: png },
    { name: "jpeg-as.png", bytes: jpeg },
    { name: "webp-as.svg", bytes: webp },
    { name: "../../../../tmp/climb.png", bytes: png },
    { name: "nul\0.png", bytes: png },
    { name: `${"long".repeat(200)}.png`, bytes: png },
    { name: "tiff.png", bytes: await sharp(png).tiff().toBuffer() },
    { name: "cmyk.jpg", bytes: await sharp(jpeg).toColourspace("cmyk").jpeg().toBuffer() },
    { name: "sixteen.png", bytes: await sharp(png).toColourspace("rgb16").png().toBuffer() },
    { name: "grey.png", bytes: await sharp(png).greyscale().png().toBuffer() },
    {
      name: "moving.webp",
      bytes: await sharp(await base64Gif(), { animated: true })
        .webp()
        .toBuffer(),
    },
    { name: "wrong-sum.png", bytes: flip(png, 30) },
    { name: "no-end.png", bytes: png.subarray(0, png.length - 12) },
    { name: "header-only.png", bytes: png.subarray(0, 33) },
    { name: "start-only.jpg", bytes: jpeg.subarray(0, 20) },
    { name: "start-only.webp", bytes: webp.subarray(0, 12) },
  ];
}

/** Seeded damage to good files: cut off, changed here and there, and put together from two. */
export function damaged(good: Record<string, Buffer>, each: number, dice: () => number): OddFile[] {
  const files = Object.entries(good);
  const some = () => files[Math.floor(dice() * files.length)]![1];
  return files.flatMap(([kind, bytes]) =>
    Array.from({ length: each }, (_, n): OddFile => {
      const at = Math.floor(dice() * bytes.length);
      const other = some();
      const ways = [
        () => bytes.subarray(0, at),
        () => bytes.subarray(at),
        () =>
          Array.from({ length: 1 + Math.floor(dice() * 12) }).reduce<Buffer>(
            (now) => flip(now, Math.floor(dice() * now.length), dice),
            bytes,
          ),
        () => Buffer.concat([bytes.subarray(0, at), other.subarray(Math.floor(dice() * other.length))]),
        () => Buffer.concat([bytes.subarray(0, at), Buffer.from(mark + script), bytes.subarray(at)]),
        () =>
          Buffer.concat([
            bytes.subarray(0, 40),
            Buffer.from(Array.from({ length: 400 }, () => Math.floor(dice() * 256))),
          ]),
      ];
      return { name: `${kind}-${n}.${kind}`, bytes: Buffer.from(ways[n % ways.length]!()) };
    }),
  );
}

/** A whole ZIP archive with stored entries. */
export function zipOf(entries: [name: string, body: string][]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, body] of entries) {
    const [file, data] = [Buffer.from(name), Buffer.from(body)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(file.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, file, data]);
    const central = Buffer.concat([Buffer.from("PK\x01\x02\x14\0"), common, Buffer.alloc(10), Buffer.alloc(4), file]);
    central.writeUInt32LE(offset, 42);
    offset += local.length;
    parts.push(local);
    directory.push(central);
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** PNG specification, third edition: the signature is 8 bytes, the first chunk (IHDR) 25. */
const withChunk = (png: Buffer, type: string, data: Buffer) =>
  Buffer.concat([png.subarray(0, 33), chunk(type, data), png.subarray(33)]);

function withSize(png: Buffer, width: number, height: number): Buffer {
  const header = Buffer.from(png.subarray(16, 29));
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([png.subarray(0, 8), chunk("IHDR", header), png.subarray(33)]);
}

function pngOf(width: number, height: number, packed: Buffer, { bits = 8, colour = 2 } = {}): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, bits, colour, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", packed), chunk("IEND", Buffer.alloc(0))]);
}

function jpegComment(text: string): Buffer {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from([0xff, 0xfe, (body.length + 2) >> 8, (body.length + 2) & 255]), body]);
}

/** The frame header (SOF0 to SOF2) holds height and width at its fifth byte. */
function withJpegSize(jpeg: Buffer, width: number, height: number): Buffer {
  const changed = Buffer.from(jpeg);
  for (let at = 2; at < changed.length - 9; at += 2 + changed.readUInt16BE(at + 2)) {
    if (![0xc0, 0xc1, 0xc2].includes(changed[at + 1]!)) continue;
    changed.writeUInt16BE(height, at + 5);
    changed.writeUInt16BE(width, at + 7);
    break;
  }
  return changed;
}

function flip(bytes: Buffer, at: number, dice: () => number = () => 0.5): Buffer {
  const changed = Buffer.from(bytes);
  if (changed.length > 0) changed[at % changed.length]! ^= 1 + Math.floor(dice() * 254);
  return changed;
}

function base64Gif(): Promise<Buffer> {
  const raw = { width: 40, height: 80, channels: 3, pageHeight: 40 } as const;
  return sharp(Buffer.alloc(40 * 80 * 3, 100), { raw })
    .gif({ loop: 0, delay: [100, 100] })
    .toBuffer();
}
