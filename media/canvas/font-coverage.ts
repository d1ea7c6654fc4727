/**
 * Whether a TTF or OTF file has a drawing for a character: its character map, formats 4 and 12, which every font of today
 * has one of. A file whose map cannot be read covers nothing. Layout of the tables: OpenType 1.9, "cmap".
 */
export function readCoverage(bytes: Buffer): (character: number) => boolean {
  const ranges: [from: number, to: number][] = [];
  try {
    const tables = bytes.readUInt16BE(4);
    for (let table = 0; table < tables; table++) {
      const at = 12 + table * 16;
      if (bytes.toString("latin1", at, at + 4) !== "cmap") continue;
      const start = bytes.readUInt32BE(at + 8);
      const maps = bytes.readUInt16BE(start + 2);
      for (let map = 0; map < maps; map++) readMap(bytes, start + bytes.readUInt32BE(start + 8 + map * 8), ranges);
    }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
  }
  return (character) => ranges.some(([from, to]) => character >= from && character <= to);
}

function readMap(bytes: Buffer, at: number, ranges: [number, number][]): void {
  const format = bytes.readUInt16BE(at);
  if (format === 4) {
    const segments = bytes.readUInt16BE(at + 6) / 2;
    for (let segment = 0; segment < segments; segment++) {
      const to = bytes.readUInt16BE(at + 14 + segment * 2);
      const from = bytes.readUInt16BE(at + 16 + segments * 2 + segment * 2);
      if (from !== 0xffff) ranges.push([from, to]);
    }
  } else if (format === 12) {
    const groups = bytes.readUInt32BE(at + 12);
    for (let group = 0; group < groups; group++) {
      const place = at + 16 + group * 12;
      ranges.push([bytes.readUInt32BE(place), bytes.readUInt32BE(place + 4)]);
    }
  }
}
