import { crc32 } from "node:zlib";

/** One file of an archive: `bytes` is how long it is, `read` its content in pieces. */
export type ZipEntry = { name: string; bytes: number; read: () => Promise<AsyncIterable<Uint8Array>> };

/** Without its 64-bit extension, which not every system opens, an archive and its places stay below this. */
export const mostZipBytes = 0xffff_ffff;

/**
 * An archive of files as they are: videos do not get smaller. Nothing is held in memory: a file's checksum follows it
 * (APPNOTE 6.3, bit 3). Throws when a file is not as long as was said, because what was sent before would be a lie.
 */
export async function* writeZip(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, read } of entries) {
    const title = Buffer.from(name, "utf8");
    const start = at;
    const head = Buffer.concat([
      numbers([0x04034b50, 4], [20, 2], ...described(0, 0), [title.length, 2], [0, 2]),
      title,
    ]);
    yield head;
    let [sum, length] = [0, 0];
    for await (const piece of await read()) {
      sum = crc32(piece, sum);
      length += piece.length;
      yield piece;
    }
    if (length !== bytes) throw new Error(`${name} has ${length} bytes, and ${bytes} were promised`);
    const tail = numbers([0x08074b50, 4], [sum, 4], [length, 4], [length, 4]);
    yield tail;
    at += head.length + length + tail.length;
    const place: Numbers = [
      [title.length, 2],
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [start, 4],
    ];
    list.push(numbers([0x02014b50, 4], [20, 2], [20, 2], ...described(sum, length), ...place), title);
  }
  const directory = Buffer.concat(list);
  yield directory;
  const { length: count } = entries;
  yield numbers([0x06054b50, 4], [0, 4], [count, 2], [count, 2], [directory.length, 4], [at, 4], [0, 2]);
}

type Numbers = [value: number, bytes: number][];

/** Flags (checksum follows, name in UTF-8), no compression, 1 January 2026, and what is known of the content. */
function described(sum: number, length: number): Numbers {
  return [
    [0x0808, 2],
    [0, 2],
    [0, 2],
    [((2026 - 1980) << 9) | (1 << 5) | 1, 2],
    [sum, 4],
    [length, 4],
    [length, 4],
  ];
}

function numbers(...all: Numbers): Buffer {
  const bytes = Buffer.alloc(all.reduce((sum, [, size]) => sum + size, 0));
  let at = 0;
  for (const [value, size] of all) at = bytes.writeUIntLE(value, at, size);
  return bytes;
}
