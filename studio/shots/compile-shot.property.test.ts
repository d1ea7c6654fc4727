import fc from "fast-check";
import { expect, test } from "vitest";
import { framings, listDurations, moves } from "#providers/video/dossier.ts";
import { readShippedDossiers } from "#providers/video/dossiers.ts";
import { priceRun } from "#providers/video/price.ts";
import { compileShot } from "./compile-shot.ts";
import { type DirectedShot, directedShot, videoRatios } from "./directed-shot.ts";

const dossiers = readShippedDossiers().map(({ dossier }) => dossier);
const lipSyncs = dossiers.filter(({ makes }) => makes === "lip-sync");

const anyWords = (maxLength: number) =>
  fc.oneof(
    fc.string({ maxLength, unit: "grapheme" }),
    fc.lorem({ maxCount: 40 }).map((text) => text.slice(0, maxLength)),
  );
const anyFile = fc.constantFrom("a.png", "b.png", "c.png");
const anyShot: fc.Arbitrary<DirectedShot> = fc
  .record({
    kind: fc.constantFrom("talking-head" as const, "product" as const, "b-roll" as const),
    line: fc.option(anyWords(280)),
    direction: anyWords(380),
    seconds: fc.double({ min: 1, max: 60, noNaN: true }).map((seconds) => Math.round(seconds * 100) / 100),
    ratio: fc.constantFrom(...videoRatios),
    tier: fc.constantFrom("draft" as const, "final" as const),
    framing: fc.constantFrom(...framings),
    move: fc.constantFrom(...moves),
    persona: fc.option(fc.record({ name: anyWords(80), look: anyWords(380), voice: anyWords(180) })),
    product: fc.option(fc.record({ title: anyWords(180), look: anyWords(280) })),
    set: fc.option(anyWords(280)),
    style: fc.option(anyWords(280)),
    pictures: fc.array(
      fc.record({ role: fc.constantFrom("persona" as const, "product" as const, "set" as const), file: anyFile }),
      { maxLength: 12 },
    ),
    firstFrame: fc.option(anyFile),
    lastFrame: fc.option(anyFile),
    recording: fc.option(
      fc
        .array(
          fc.record({
            gap: fc.double({ min: 0, max: 3, noNaN: true }),
            length: fc.double({ min: 0.1, max: 2, noNaN: true }),
          }),
          { maxLength: 60 },
        )
        .map((spans) => {
          let at = 0;
          const words = spans.map(({ gap, length }) => {
            const start = at + gap;
            at = start + length;
            return { start, end: at };
          });
          return { file: "line.wav", seconds: Math.min(90, at + 0.3), words: words.filter(({ end }) => end <= 90) };
        }),
    ),
    voice: fc.constantFrom("studio" as const, "model" as const),
    seed: fc.integer({ min: 0, max: 2_000_000_000 }),
  })
  .map((shot) => directedShot.parse(shot));

test("whatever is asked, what is sent stays within the model's limits, and costs what the formula says", () => {
  fc.assert(
    fc.property(anyShot, fc.constantFrom(...dossiers), fc.subarray(lipSyncs), (shot, dossier, matchers) => {
      const compiled = compileShot(shot, dossier, matchers);
      if (!compiled.fits) {
        expect(dossier.makes).not.toBe("footage");
        expect(compiled.why).toMatch(/\.$/);
        return;
      }
      const { parameters: names, references, frames, durations } = dossier;
      const offered = listDurations(dossier);
      const resolution = dossier.resolutions.find(({ name }) => name === compiled.resolution)!;
      const followed = dossier.ratios.followPicture && compiled.ratio === shot.ratio;
      expect(dossier.ratios.offered.includes(compiled.ratio as "9:16") || followed).toBe(true);
      let kept = 0;
      let cost = 0;
      for (const { seconds, keeps, prompt, input, costMicros } of compiled.clips) {
        if (durations.kind === "recording") {
          expect(seconds).toBeGreaterThanOrEqual(durations.from - 1e-9);
          expect(seconds).toBeLessThanOrEqual(durations.to + 1e-9);
        } else expect(offered).toContain(seconds);
        expect(keeps).toBeGreaterThan(0);
        expect(keeps).toBeLessThanOrEqual(seconds + 1e-9);
        expect(resolution.onlySeconds ?? [seconds]).toContain(seconds);
        expect(prompt.length).toBeLessThanOrEqual(dossier.prompt!.longest);
        expect(prompt.length).toBeGreaterThan(0);
        expect(prompt).not.toMatch(/\p{Cc}|\p{Surrogate}/u);
        const sound = names.sound ? input[names.sound] === true : dossier.sound !== "none";
        expect(costMicros).toBe(priceRun(dossier, { seconds, resolution: compiled.resolution, sound }));
        const sent = names.references ? input[names.references] : undefined;
        if (Array.isArray(sent)) {
          expect(sent.length).toBeLessThanOrEqual(references!.most);
          expect(references!.onlyRatio ?? compiled.ratio).toBe(compiled.ratio);
          expect(references!.onlySeconds ?? [seconds]).toContain(seconds);
          if (!references!.besideFrames) expect(input[names.firstFrame!] ?? input[names.lastFrame!]).toBeUndefined();
        }
        if (!frames.last) expect(names.lastFrame).toBeUndefined();
        const known: (string | undefined)[] = Object.entries(names).flatMap(([key, value]) =>
          key === "fixed" ? Object.keys(value) : [typeof value === "string" ? value : (value as { name: string }).name],
        );
        for (const name of Object.keys(input)) expect(known).toContain(name);
        kept += keeps;
        cost += costMicros;
      }
      expect(kept).toBeCloseTo(compiled.seconds, 2);
      for (const lips of compiled.lips ?? []) {
        const { durations: takes, clip } = matchers.find(({ id }) => id === lips.dossier)!;
        expect(lips.clips).toHaveLength(compiled.clips.length);
        for (const [index, { seconds, keeps }] of lips.clips.entries()) {
          expect(keeps).toBe(compiled.clips[index]!.keeps);
          expect(seconds).toBeLessThanOrEqual(compiled.clips[index]!.seconds + 1e-9);
          if (takes.kind === "recording") expect(seconds).toBeGreaterThanOrEqual(takes.from);
          if (takes.kind === "recording") expect(seconds).toBeLessThanOrEqual(takes.to);
        }
        expect(Number.parseInt(compiled.resolution, 10)).toBeGreaterThanOrEqual(clip!.leastPixels);
      }
      expect(compiled.costMicros).toBe(cost + (compiled.lips?.[0]?.costMicros ?? 0));
      expect(compileShot(shot, dossier, matchers)).toEqual(compiled);
      for (const { sentence } of compiled.resolutions) expect(sentence).toMatch(/^\S.*\.$/s);
    }),
    { numRuns: 400 },
  );
});
