import { type FileHandle, open } from "node:fs/promises";

/** What a video file says of where it comes from, in its own metadata. */
export type Origin = {
  /** IPTC's address of the kind, such as …/digitalsourcetype/algorithmicMedia. */
  digitalSourceType: string;
  /** The label, in plain words. */
  description: string;
  /** Who made it: the studio's name and version. */
  creator: string;
};

/** The box in which MP4 files carry XMP: a `uuid` box at the top level (XMP specification part 3, MPEG-4). */
const xmpBox = Buffer.from("be7acfcb97a942e89c71999491e3afac", "hex");

/**
 * Writes where a video comes from into an MP4, as XMP with IPTC's digital source type, which networks read for their own
 * AI labels. It goes behind everything else, so that nothing in the file moves. Written twice, the later one counts.
 */
export async function writeOrigin(file: string, origin: Origin): Promise<void> {
  const packet = Buffer.from(xmpOf(origin), "utf8");
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + xmpBox.length + packet.length, 0);
  head.write("uuid", 4, "latin1");
  const handle = await open(file, "a");
  try {
    await handle.write(Buffer.concat([head, xmpBox, packet]));
  } finally {
    await handle.close();
  }
}

/** The digital source type that an MP4's own metadata says; null when it says none. */
export async function readDigitalSourceType(file: string): Promise<string | null> {
  const handle = await open(file, "r");
  try {
    let found: string | null = null;
    for await (const packet of xmpPackets(handle)) {
      found = /<Iptc4xmpExt:DigitalSourceType>([^<]+)</.exec(packet)?.[1] ?? found;
    }
    return found;
  } finally {
    await handle.close();
  }
}

/** A packet of metadata is a few kilobytes; what claims to be more is not one of ours. */
const mostBytes = 1024 * 1024;

async function* xmpPackets(handle: FileHandle): AsyncGenerator<string> {
  const { size } = await handle.stat();
  const head = Buffer.alloc(32);
  for (let at = 0; at + 8 <= size; ) {
    const { bytesRead } = await handle.read(head, 0, 32, at);
    const short = head.readUInt32BE(0);
    const length = short === 1 && bytesRead >= 16 ? Number(head.readBigUInt64BE(8)) : short === 0 ? size - at : short;
    if (length < 8) return;
    if (
      head.toString("latin1", 4, 8) === "uuid" &&
      short !== 1 &&
      head.subarray(8, 24).equals(xmpBox) &&
      length <= mostBytes
    ) {
      const packet = Buffer.alloc(length - 24);
      await handle.read(packet, 0, packet.length, at + 24);
      yield packet.toString("utf8");
    }
    at += length;
  }
}

function xmpOf({ digitalSourceType, description, creator }: Origin): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
<Iptc4xmpExt:DigitalSourceType>${escapeXml(digitalSourceType)}</Iptc4xmpExt:DigitalSourceType>
<xmp:CreatorTool>${escapeXml(creator)}</xmp:CreatorTool>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(description)}</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`;
}

function escapeXml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  return text.replace(/[&<>]/g, (sign) => entities[sign]!);
}
