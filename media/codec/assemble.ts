import { Dictionary, FormatContext, Packet, Rational, type Stream } from "node-av";
import { mustWork } from "./ffmpeg.ts";
import { videoTimeBase } from "./segment.ts";

/**
 * Joins segments and a sound by copying their packets, and writes an MP4 that starts to play before it is whole
 * (`faststart`). `startFrame` says at which frame of the video a segment begins. `note` is kept in the file's own comment,
 * where it outlives a lost database.
 */
export function assembleVideo(
  out: string,
  segments: { file: string; startFrame: number }[],
  sound: string,
  { fps, title, note }: { fps: number; title: string; note: string },
): void {
  const muxer = new FormatContext();
  mustWork(muxer.allocOutputContext2(null, "mp4", out), "start the video");
  muxer.metadata = Dictionary.fromObject({ title, comment: note });
  const video = muxer.newStream();
  video.timeBase = new Rational(videoTimeBase.num, videoTimeBase.den);
  const heard = openSource(sound, "the sound");
  const audio = muxer.newStream();
  takeOver(heard.stream, audio);
  const packet = new Packet();
  packet.alloc();
  const next = new Packet();
  next.alloc();
  let more = heard.read(next);
  let begun = false;
  for (const { file, startFrame } of segments) {
    const seen = openSource(file, "a segment");
    if (!begun) {
      begun = true;
      takeOver(seen.stream, video);
      video.timeBase = new Rational(videoTimeBase.num, videoTimeBase.den);
      mustWork(muxer.openOutputSync(), "create the video's file");
      mustWork(muxer.writeHeaderSync(Dictionary.fromObject({ movflags: "+faststart" })), "write the video's header");
    }
    const offset = BigInt(Math.round((startFrame * video.timeBase.den) / fps));
    while (seen.read(packet)) {
      packet.rescaleTs(seen.stream.timeBase, video.timeBase);
      packet.pts += offset;
      packet.dts += offset;
      packet.streamIndex = 0;
      writeSoundUntil(Number(packet.dts) / video.timeBase.den);
      mustWork(muxer.interleavedWriteFrameSync(packet), "copy a frame");
      packet.unref();
    }
    seen.close();
  }
  writeSoundUntil(Number.POSITIVE_INFINITY);
  mustWork(muxer.writeTrailerSync(), "close the video");
  muxer.closeOutputSync();
  heard.close();
  for (const each of [packet, next]) each.free();
  muxer.freeContext();

  function writeSoundUntil(seconds: number): void {
    while (more && Number(next.dts) * heard.stream.timeBase.toDouble() <= seconds) {
      next.rescaleTs(heard.stream.timeBase, audio.timeBase);
      next.streamIndex = 1;
      mustWork(muxer.interleavedWriteFrameSync(next), "copy sound");
      next.unref();
      more = heard.read(next);
    }
  }
}

/** A file with one stream, read packet by packet. */
function openSource(file: string, what: string) {
  const input = new FormatContext();
  mustWork(input.openInputSync(file), `open ${what}`);
  mustWork(input.findStreamInfoSync(), `read ${what}`);
  const stream = input.streams[0];
  if (!stream) throw new Error(`There is nothing in ${what}`);
  return {
    stream,
    read: (packet: Packet) => input.readFrameSync(packet) >= 0,
    close: () => input.closeInputSync(),
  };
}

function takeOver(from: Stream, to: Stream): void {
  mustWork(from.codecpar.copy(to.codecpar), "take over a format");
  to.codecpar.codecTag = 0;
  to.timeBase = new Rational(from.timeBase.num, from.timeBase.den);
}
