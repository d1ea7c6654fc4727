import { Codec, CodecContext, Dictionary, FormatContext, Frame, Packet, Rational } from "node-av";
import { AV_CHANNEL_LAYOUT_STEREO, AV_CODEC_FLAG_GLOBAL_HEADER, AV_SAMPLE_FMT_FLTP } from "node-av/constants";
import { mustWork } from "./ffmpeg.ts";
import type { Sound } from "./filter-sound.ts";
import { videoTimeBase } from "./segment.ts";

/**
 * Joins segments by copying their packets, adds one AAC track, and writes an MP4 that starts to play before it is
 * whole (`faststart`). `startFrame` says at which frame of the video a segment begins. `note` is kept in the file's own
 * comment, where it outlives a lost database.
 */
export async function assembleVideo(
  out: string,
  segments: { file: string; startFrame: number }[],
  sound: Sound,
  { fps, title, note }: { fps: number; title: string; note: string },
): Promise<void> {
  const muxer = new FormatContext();
  mustWork(muxer.allocOutputContext2(null, "mp4", out), "start the video");
  muxer.metadata = Dictionary.fromObject({ title, comment: note });
  const video = muxer.newStream();
  video.timeBase = new Rational(videoTimeBase.num, videoTimeBase.den);
  const audio = muxer.newStream();
  const encoder = await openAac(sound.sampleRate);
  mustWork(audio.codecpar.fromContext(encoder), "describe the sound");
  audio.timeBase = new Rational(1, sound.sampleRate);
  const audioPackets = await encodeAac(encoder, sound);
  let begun = false;
  for (const { file, startFrame } of segments) {
    const input = new FormatContext();
    mustWork(await input.openInput(file), "open a segment");
    mustWork(await input.findStreamInfo(), "read a segment");
    const from = input.streams[0];
    if (!from) throw new Error("A segment holds no video");
    if (!begun) {
      begun = true;
      mustWork(from.codecpar.copy(video.codecpar), "take over the picture's format");
      video.codecpar.codecTag = 0;
      mustWork(await muxer.openOutput(), "create the video's file");
      mustWork(await muxer.writeHeader(Dictionary.fromObject({ movflags: "+faststart" })), "write the video's header");
    }
    const packet = new Packet();
    packet.alloc();
    const offset = BigInt(Math.round((startFrame * video.timeBase.den) / fps));
    while ((await input.readFrame(packet)) >= 0) {
      packet.rescaleTs(from.timeBase, video.timeBase);
      packet.pts += offset;
      packet.dts += offset;
      packet.streamIndex = 0;
      await writeAudioUntil(Number(packet.dts) / video.timeBase.den);
      mustWork(await muxer.interleavedWriteFrame(packet), "copy a frame");
      packet.unref();
    }
    packet.free();
    await input.closeInput();
  }
  await writeAudioUntil(Number.POSITIVE_INFINITY);
  mustWork(await muxer.writeTrailer(), "close the video");
  await muxer.closeOutput();
  encoder.freeContext();
  muxer.freeContext();

  async function writeAudioUntil(seconds: number): Promise<void> {
    while (audioPackets[0] && Number(audioPackets[0].dts) / sound.sampleRate <= seconds) {
      const packet = audioPackets.shift()!;
      packet.streamIndex = 1;
      packet.rescaleTs({ num: 1, den: sound.sampleRate }, audio.timeBase);
      mustWork(await muxer.interleavedWriteFrame(packet), "write sound");
      packet.free();
    }
  }
}

async function openAac(sampleRate: number): Promise<CodecContext> {
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
  mustWork(await encoder.open2(codec), "open the AAC encoder");
  return encoder;
}

async function encodeAac(encoder: CodecContext, { samples, sampleRate }: Sound): Promise<Packet[]> {
  const packets: Packet[] = [];
  const drain = async () => {
    for (;;) {
      const packet = new Packet();
      packet.alloc();
      if ((await encoder.receivePacket(packet)) < 0) return packet.free();
      packets.push(packet);
    }
  };
  const size = encoder.frameSize;
  for (let at = 0; at < samples.length; at += size) {
    const plane = new Float32Array(size);
    plane.set(samples.subarray(at, at + size));
    const both = Buffer.concat([Buffer.from(plane.buffer), Buffer.from(plane.buffer)]);
    const frame = Frame.fromAudioBuffer(both, {
      nbSamples: size,
      format: AV_SAMPLE_FMT_FLTP,
      sampleRate,
      channelLayout: AV_CHANNEL_LAYOUT_STEREO,
      timeBase: { num: 1, den: sampleRate },
      pts: BigInt(at),
    });
    mustWork(await encoder.sendFrame(frame), "encode sound");
    frame.free();
    await drain();
  }
  mustWork(await encoder.sendFrame(null), "finish the sound");
  await drain();
  return packets;
}
