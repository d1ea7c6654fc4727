import { Dictionary, FormatContext, Packet, Rational } from "node-av";
import { AVMEDIA_TYPE_VIDEO } from "node-av/constants";
import { hushFfmpeg, mustWork } from "./ffmpeg.ts";

/**
 * Writes the picture of a video file as an MP4, up to the packet that is decoded `seconds` after its first. Whatever is
 * kept can be shown: a packet never needs one that is decoded after it. Throws when the file has no picture.
 */
export function copyPicture(file: string, out: string, seconds: number): void {
  hushFfmpeg();
  const input = new FormatContext();
  mustWork(input.openInputSync(file), "open the clip");
  mustWork(input.findStreamInfoSync(), "read the clip");
  const source = input.streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_VIDEO);
  if (!source) {
    input.closeInputSync();
    throw new Error("The clip holds no picture.");
  }
  const muxer = new FormatContext();
  mustWork(muxer.allocOutputContext2(null, "mp4", out), "start a clip");
  const stream = muxer.newStream();
  mustWork(source.codecpar.copy(stream.codecpar), "take over a format");
  stream.codecpar.codecTag = 0;
  stream.timeBase = new Rational(source.timeBase.num, source.timeBase.den);
  mustWork(muxer.openOutputSync(), "create the clip");
  mustWork(muxer.writeHeaderSync(Dictionary.fromObject({ movflags: "+faststart" })), "write the clip's header");
  const packet = new Packet();
  packet.alloc();
  const perTick = source.timeBase.toDouble();
  let first: bigint | undefined;
  while (input.readFrameSync(packet) >= 0) {
    if (packet.streamIndex === source.index) {
      first ??= packet.dts;
      // 2 s at 24 frames are 48 of them, and not 49 because of a rounding.
      if (Number(packet.dts - first) * perTick >= seconds - 1e-6) {
        packet.unref();
        break;
      }
      packet.rescaleTs(source.timeBase, stream.timeBase);
      packet.streamIndex = 0;
      mustWork(muxer.interleavedWriteFrameSync(packet), "copy a frame");
    }
    packet.unref();
  }
  mustWork(muxer.writeTrailerSync(), "close the clip");
  muxer.closeOutputSync();
  packet.free();
  muxer.freeContext();
  input.closeInputSync();
}
