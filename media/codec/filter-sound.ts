import { Filter, FilterGraph, Frame } from "node-av";
import { AV_CHANNEL_LAYOUT_MONO, AV_SAMPLE_FMT_FLT } from "node-av/constants";
import { mustWork } from "./ffmpeg.ts";

/** Mono sound in memory, −1 to 1. */
export type Sound = { samples: Float32Array; sampleRate: number };

/** One FFmpeg filter and its options, such as `["highpass", "f=70"]`. */
export type SoundFilter = [name: string, options?: string];

const frameSamples = 4096;

/** Sends sound through filters in a row, and brings it to `sampleRate`. `onFrame` sees the metadata of what comes out. */
export function filterSound(
  { samples, sampleRate }: Sound,
  filters: SoundFilter[],
  outRate = sampleRate,
  onMetadata?: (metadata: Record<string, string>) => void,
): Sound {
  const graph = new FilterGraph();
  graph.alloc();
  const make = (name: string, options?: string) => {
    const filter = Filter.getByName(name);
    const made = filter && graph.createFilter(filter, `${name}${graph.nbFilters}`, options ?? null);
    if (!made) throw new Error(`FFmpeg could not set up the sound filter ${name}`);
    return made;
  };
  const source = make(
    "abuffer",
    `sample_rate=${sampleRate}:sample_fmt=flt:channel_layout=mono:time_base=1/${sampleRate}`,
  );
  const chain = [source, ...filters.map(([name, options]) => make(name, options))];
  chain.push(make("aresample", String(outRate)), make("aformat", "sample_fmts=flt:channel_layouts=mono"));
  const sink = make("abuffersink");
  [...chain, sink].reduce((from, to) => {
    mustWork(from.link(0, to, 0), "join the sound filters");
    return to;
  });
  mustWork(graph.configSync(), "set up the sound filters");

  const parts: Float32Array[] = [];
  const frame = new Frame();
  frame.alloc();
  const drain = () => {
    while (sink.buffersinkGetFrameSync(frame) >= 0) {
      const bytes = Uint8Array.from(frame.data?.[0]?.subarray(0, frame.nbSamples * 4) ?? []);
      parts.push(new Float32Array(bytes.buffer, 0, bytes.byteLength / 4));
      onMetadata?.(frame.getMetadata().getAll());
      frame.unref();
    }
  };
  for (let at = 0; at < samples.length; at += frameSamples) {
    const part = samples.slice(at, at + frameSamples);
    const given = Frame.fromAudioBuffer(Buffer.from(part.buffer), {
      nbSamples: part.length,
      format: AV_SAMPLE_FMT_FLT,
      sampleRate,
      channelLayout: AV_CHANNEL_LAYOUT_MONO,
      timeBase: { num: 1, den: sampleRate },
      pts: BigInt(at),
    });
    mustWork(source.buffersrcAddFrameSync(given), "filter sound");
    given.free();
    drain();
  }
  mustWork(source.buffersrcAddFrameSync(null), "finish filtering sound");
  drain();
  frame.free();
  graph.free();
  return { samples: joinSamples(parts), sampleRate: outRate };
}

/** Loudness as EBU R 128 (ITU-R BS.1770) counts it: integrated LUFS and true peak in dBTP. Silence is −70 and −Infinity. */
export function measureSound(sound: Sound): { integratedLufs: number; truePeakDbtp: number } {
  const last = meter(sound, "peak=true:");
  const peak = Number(last["lavfi.r128.true_peak"] ?? 0);
  return {
    integratedLufs: Number(last["lavfi.r128.I"] ?? -70),
    truePeakDbtp: peak > 0 ? 20 * Math.log10(peak) : Number.NEGATIVE_INFINITY,
  };
}

/** Integrated LUFS alone: true peaks are what takes a meter's time. */
export function measureLoudness(sound: Sound): number {
  return Number(meter(sound, "")["lavfi.r128.I"] ?? -70);
}

function meter(sound: Sound, options: string): Record<string, string> {
  let last: Record<string, string> = {};
  // A mono track is heard from two loudspeakers, which ebur128 counts only when told so.
  filterSound(sound, [["ebur128", `${options}metadata=1:dualmono=true`]], sound.sampleRate, (metadata) => {
    // A rest shorter than the meter's 100 ms comes out without figures, and must not wipe out those before.
    if (metadata["lavfi.r128.I"] !== undefined) last = metadata;
  });
  return last;
}

function joinSamples(parts: Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
