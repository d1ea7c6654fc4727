import { Codec, CodecContext, FormatContext, Frame, Packet, Rational } from "node-av";
import { AV_CHANNEL_LAYOUT_STEREO, AV_CODEC_FLAG_GLOBAL_HEADER, AV_SAMPLE_FMT_FLTP } from "node-av/constants";
import { mustWork } from "./ffmpeg.ts";
import type { Sound } from "./filter-sound.ts";

/** Writes sound as AAC, alike on both channels, into an MP4 of its own at `out`. The same samples give the same bytes. */
export function encodeSound(out: string, { samples, sampleRate }: Sound): void {
  const encoder = openAac(sampleRate);
  const muxer = new FormatContext();
  mustWork(muxer.allocOutputContext2(null, "mp4", out), "start the sound");
  const stream = muxer.newStream();
  mustWork(stream.codecpar.fromContext(encoder), "describe the sound");
  stream.timeBase = new Rational(1, sampleRate);
  mustWork(muxer.openOutputSync(), "create the sound's file");
  mustWork(muxer.writeHeaderSync(), "write the sound's header");
  const packet = new Packet();
  packet.alloc();
  // A process of its own does this and nothing else, so calls that wait are quicker than a promise for each frame.
  const drain = () => {
    while (encoder.receivePacketSync(packet) >= 0) {
      packet.streamIndex = 0;
      packet.rescaleTs({ num: 1, den: sampleRate }, stream.timeBase);
      mustWork(muxer.interleavedWriteFrameSync(packet), "write sound");
      packet.unref();
    }
  };
  const size = encoder.frameSize;
  for (let at = 0; at < samples.length; at += size) {
    const plane = new Float32Array(size);
    plane.set(samples.subarray(at, at + size));
    const one = Buffer.from(plane.buffer);
    const frame = Frame.fromAudioBuffer(Buffer.concat([one, one]), {
      nbSamples: size,
      format: AV_SAMPLE_FMT_FLTP,
      sampleRate,
      channelLayout: AV_CHANNEL_LAYOUT_STEREO,
      timeBase: { num: 1, den: sampleRate },
      pts: BigInt(at),
    });
    mustWork(encoder.sendFrameSync(frame), "encode sound");
    frame.free();
    drain();
  }
  mustWork(encoder.sendFrameSync(null), "finish the sound");
  drain();
  mustWork(muxer.writeTrailerSync(), "close the sound");
  muxer.closeOutputSync();
  packet.free();
  encoder.freeContext();
  muxer.freeContext();
}

function openAac(sampleRate: number): CodecContext {
  const codec = Codec.findEncoderByName("aac" as Parameters<typeof Codec.findEncoderByName>[0]);
  if (!codec) throw new Error("This build of FFmpeg has no AAC encoder");
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  encoder.sampleRate = sampleRate;
  encoder.sampleFormat = AV_SAMPLE_FMT_FLTP;
  encoder.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
  encoder.bitRate = 128_000n;
  encoder.timeBase = new Rational(1, sampleRate);
  encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  mustWork(encoder.open2Sync(codec), "open the AAC encoder");
  return encoder;
}
