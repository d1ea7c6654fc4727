/**
 * The family that a TTF or OTF file calls itself (name id 16, else 1). A drawing finds a font by this name, whatever the
 * kit calls it. Throws for a file that is not a font. Layout of the table: OpenType 1.9, "name".
 */
export function readFontFamily(bytes: Buffer): string {
  const names = new Map<number, string>();
  try {
    const tables = bytes.readUInt16BE(4);
    for (let table = 0; table < tables; table++) {
      const at = 12 + table * 16;
      if (bytes.toString("latin1", at, at + 4) === "name") readNames(bytes, bytes.readUInt32BE(at + 8), names);
    }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
  }
  const family = names.get(16) ?? names.get(1);
  if (!family) throw new Error("The font file has no family name; it must be a TTF or OTF font");
  return family;
}

function readNames(bytes: Buffer, start: number, names: Map<number, string>): void {
  const count = bytes.readUInt16BE(start + 2);
  const texts = start + bytes.readUInt16BE(start + 4);
  for (let record = 0; record < count; record++) {
    const at = start + 6 + record * 12;
    const [platform, language, id] = [bytes.readUInt16BE(at), bytes.readUInt16BE(at + 4), bytes.readUInt16BE(at + 6)];
    const [length, offset] = [bytes.readUInt16BE(at + 8), bytes.readUInt16BE(at + 10)];
    if (platform !== 3 || (id !== 1 && id !== 16)) continue;
    const text = Buffer.from(bytes.subarray(texts + offset, texts + offset + length))
      .swap16()
      .toString("utf16le");
    if (language === 0x409 || !names.has(id)) names.set(id, text);
  }
}
