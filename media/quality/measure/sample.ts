import { Codec, CodecContext, Frame, type Packet, Rational } from "node-av";
import type { Demuxer } from "node-av/api";
import { mustWork } from "../../codec/ffmpeg.ts";

/**
 * Every `every`th picture of a video with its number, decoded once. Each frame is the caller's to free. One thread: two take
 * more of the processor's time for the same pictures. What no sample needs is not decoded, which is what follows the last
 * sample before a key frame; and blocks stay unsmoothed, which a look at a quarter of the size cannot tell.
 */
export function* sampleFrames(input: Demuxer, every: number): Generator<{ index: number; frame: Frame }> {
  const stream = input.video();
  const codec = stream && Codec.findDecoder(stream.codecpar.codecId);
  if (!stream || !codec) return;
  const timeBase = new Rational(stream.timeBase.num, stream.timeBase.den);
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  const frame = new Frame();
  frame.alloc();
  const numbers = new Map<bigint, number>();
  let count = 0;
  try {
    mustWork(stream.codecpar.toContext(decoder), "take over the video's format");
    decoder.threadCount = 1;
    // Set here, because node-av 6.1 frees a dictionary twice when `open2Sync` has taken an option from it.
    mustWork(decoder.setOption("skip_loop_filter", "all"), "set up the decoder");
    mustWork(decoder.open2Sync(codec), "open the decoder");
    for (const group of groupsOf(input.packetsSync(stream.index))) {
      for (const [rank, pts] of inOrder(group).entries()) numbers.set(pts, count + rank);
      for (const packet of neededOf(group, count, every)) {
        // A picture that cannot be decoded is missing among the samples; what that means is for others to say.
        decoder.sendPacketSync(packet);
        yield* drain();
      }
      count += group.length;
      for (const packet of group) packet.free();
    }
    decoder.sendPacketSync(null);
    yield* drain();
  } finally {
    frame.free();
    decoder.freeContext();
  }

  function* drain() {
    while (decoder.receiveFrameSync(frame) >= 0) {
      const index = numbers.get(frame.pts) ?? -1;
      numbers.delete(frame.pts);
      const taken = index % every === 0 ? frame.clone() : null;
      frame.unref();
      if (!taken) continue;
      taken.timeBase = timeBase;
      yield { index, frame: taken };
    }
  }
}

/** Packets from one key frame to before the next: what can be decoded on its own. */
function* groupsOf(packets: Iterable<Packet | null>): Generator<Packet[]> {
  let group: Packet[] = [];
  for (const packet of packets) {
    if (!packet) continue;
    if (packet.isKeyframe && group.length > 0) {
      yield group;
      group = [];
    }
    group.push(packet);
  }
  if (group.length > 0) yield group;
}

function inOrder(group: Packet[]): bigint[] {
  return group.map(({ pts }) => pts).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Of a group that begins with picture `first`: up to its last sample. All, where pictures lean on later ones. */
function neededOf(group: Packet[], first: number, every: number): Packet[] {
  const shown = inOrder(group);
  if (group.some(({ pts }, rank) => pts !== shown[rank])) return group;
  const last = first + group.length - 1;
  return group.slice(0, Math.max(0, last - (last % every) - first + 1));
}
