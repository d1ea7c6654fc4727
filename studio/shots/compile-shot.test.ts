import { describe, expect, test } from "vitest";
import { readShippedDossiers } from "#providers/video/dossiers.ts";
import { chooseModel, dollars } from "./choose-model.ts";
import { compileShot } from "./compile-shot.ts";
import type { CompiledShot, DirectedShot } from "./directed-shot.ts";
import { directedShotOf } from "./shot.fixture.ts";

const files = readShippedDossiers();
const dossierOf = (id: string) => files.find((file) => file.id === id)!.dossier;
function compiled(id: string, more: Partial<DirectedShot> = {}): CompiledShot {
  const result = compileShot(directedShotOf(more), dossierOf(id));
  if (!result.fits) throw new Error(result.why);
  return result;
}
const sentences = ({ resolutions }: CompiledShot, rule?: string) =>
  resolutions.filter((each) => !rule || each.rule === rule).map(({ sentence }) => sentence);

describe("in every model's own language", () => {
  test.each(files.map(({ id }) => id))("%s is asked as it was", async (id) => {
    const dossier = dossierOf(id);
    const talking = compileShot(directedShotOf({ voice: "model" }), dossier);
    const voiced = compileShot(directedShotOf({ voice: "studio", ratio: "1:1", tier: "draft" }), dossier);
    const product = compileShot(
      directedShotOf({ kind: "product", line: null, direction: "", persona: null, seconds: 20, move: "orbit" }),
      dossier,
    );
    const golden = `${JSON.stringify({ talking, voiced, product }, null, 2)}\n`;
    await expect(golden).toMatchFileSnapshot(`golden/${id}.json`);
  });
});

test("seven seconds on a model of 4, 6 or 8 are eight, paid as eight and cut to seven", () => {
  const shot = compiled("veo-3.1-fast");
  expect(shot.clips.map(({ seconds, keeps }) => [seconds, keeps])).toEqual([[8, 7]]);
  expect(shot.costMicros).toBe(800_000);
  expect(sentences(shot, "duration")).toEqual(["Veo 3.1 Fast makes 4, 6 or 8 s: 8 s are asked for and cut to 7 s."]);
});

test("more than a model's longest becomes clips that begin where the one before ends", () => {
  const shot = compiled("kling-v2.6", { kind: "b-roll", line: null, seconds: 22 });
  expect(shot.clips.map(({ seconds, keeps }) => [seconds, keeps])).toEqual([
    [5, 5],
    [10, 10],
    [10, 7],
  ]);
  expect(shot.clips.map(({ input }) => input.start_image)).toEqual([
    { picture: "brands/b/products/roast.png", cutTo: "9:16" },
    { lastFrameOf: 0 },
    { lastFrameOf: 1 },
  ]);
  expect(sentences(shot, "duration")[0]).toContain(
    "22 s are filmed in 3 clips of 5, 10 and 10 s and cut to 22 s, each beginning",
  );
});

test("a spoken line is shared out among the clips as it is spoken, at a pause, and no word is lost or said twice", () => {
  const line =
    "Two scoops of the morning roast, four minutes in the press and not a second more, then pour it slowly, and there is chocolate and a little orange in your cup, every day of the week.";
  const said = (seconds: number) =>
    compiled("veo-3.1-fast", { line, voice: "model", seconds }).clips.map(
      ({ prompt }) => /says: "([^"]*)"/.exec(prompt)?.[1] ?? null,
    );
  expect(said(14).join(" ")).toBe(line);
  expect(said(14)[0]).toMatch(/,$/);
  // Nobody speaks slower because the shot is longer: the end of it is quiet.
  expect(said(32).slice(0, 2).join(" ")).toBe(line);
  expect(said(32).slice(2)).toEqual([null, null]);
});

test("a line that takes longer than the shot makes the shot longer", () => {
  const recording = { file: "line.wav", seconds: 5.5, words: [] };
  const shot = compiled("veo-3.1-fast", { seconds: 3, recording });
  expect(shot.seconds).toBe(5.5);
  expect(shot.clips[0]).toMatchObject({ seconds: 6, keeps: 5.5 });
  expect(sentences(shot, "line")).toEqual(["The line takes 5.5 s to say: the shot lasts that long instead of 3 s."]);
});

test("a shape that a model has not is cut out of the one that loses least, of two the taller", () => {
  const square = compiled("veo-3.1-fast", { ratio: "1:1" });
  expect(square).toMatchObject({ ratio: "9:16", after: { cropTo: "1:1" } });
  expect(sentences(square, "ratio")).toEqual([
    "Veo 3.1 Fast has no 1:1: it films 9:16, and the middle 56 % of it are kept.",
  ]);
  expect(square.clips[0]!.prompt).toContain("stays in the middle of the picture");
  expect(compiled("seedance-1-pro", { ratio: "4:5", pictures: [] })).toMatchObject({
    ratio: "3:4",
    after: { cropTo: "4:5" },
  });
});

test("a model that follows its first picture gets it cut to the shape instead", () => {
  const shot = compiled("hailuo-02", { ratio: "4:5" });
  expect(shot).toMatchObject({ ratio: "4:5", after: { cropTo: null } });
  expect(shot.clips[0]!.input.first_frame_image).toEqual({ picture: "brands/b/personas/maja.png", cutTo: "4:5" });
  expect(compiled("hailuo-02", { ratio: "4:5", pictures: [] })).toMatchObject({
    ratio: "16:9",
    after: { cropTo: "4:5" },
  });
});

test("reference pictures go along where the model takes them, and no more than it takes", () => {
  const pictures = (["set", "product", "persona", "product", "persona"] as const).map((role, index) => ({
    role,
    file: `${role}-${index}.png`,
  }));
  const wide = { ratio: "16:9" as const, seconds: 8, pictures };
  const shot = compiled("veo-3.1", wide);
  expect(shot.clips[0]!.input.reference_images).toEqual(
    ["persona-2.png", "persona-4.png", "product-1.png"].map((picture) => ({ picture, cutTo: null })),
  );
  expect(shot.clips[0]!.prompt).toContain("The reference pictures show the person, then the person, then the product");
  expect(sentences(shot, "pictures")).toEqual([
    "Veo 3.1 takes 3 pictures: the product's picture and the picture of the set are told in words.",
  ]);
  const upright = compiled("veo-3.1", { ...wide, ratio: "9:16" });
  expect(upright.clips[0]!.input).toMatchObject({ image: { picture: "persona-2.png" } });
  expect(sentences(upright, "pictures")[0]).toContain(
    "takes reference pictures in 16:9 only: the portrait becomes the first frame",
  );
  expect(upright.clips[0]!.input.reference_images).toBeUndefined();
});

test("a person from other sides goes along after the portrait and the product, where there is room, and is never missed", () => {
  const pictures: DirectedShot["pictures"] = [
    { role: "persona", file: "front.png" },
    { role: "persona", file: "left.png", side: true },
    { role: "persona", file: "right.png", side: true },
    { role: "product", file: "roast.png" },
  ];
  const shot = compiled("veo-3.1", { ratio: "16:9", seconds: 8, pictures });
  expect(shot.clips[0]!.input.reference_images).toEqual(
    ["front.png", "roast.png", "left.png"].map((picture) => ({ picture, cutTo: null })),
  );
  expect(sentences(shot, "pictures")).toEqual([]);
  const upright = compiled("veo-3.1", { ratio: "9:16", pictures });
  expect(upright.clips[0]!.input).toMatchObject({ image: { picture: "front.png" } });
  expect(sentences(upright, "pictures")[0]).toMatch(
    /the portrait becomes the first frame, and the product's picture is told/,
  );
  expect(compiled("kling-avatar-v2", { pictures }).clips[0]!.input.image).toMatchObject({ picture: "front.png" });
});

test("a frame that was asked for goes before references, and one that a model has not is said to be lost", () => {
  const shot = compiled("veo-3.1", { ratio: "16:9", seconds: 8, lastFrame: "end.png" });
  expect(shot.clips[0]!.input).toMatchObject({ last_frame: { picture: "end.png" } });
  expect(shot.clips[0]!.input.reference_images).toBeUndefined();
  expect(sentences(compiled("wan-2.2-t2v-fast", { firstFrame: "a.png", lastFrame: "b.png" }), "pictures")).toEqual([
    "Wan 2.2 Fast takes no first frame: the shot begins as it likes.",
    "Wan 2.2 Fast takes no last frame: the shot ends as it likes.",
    "Wan 2.2 Fast takes no reference pictures: the portrait and the product's picture are told in words.",
  ]);
});

test("a line that a model cannot say is recorded here and laid over closed lips", () => {
  const shot = compiled("seedance-1-pro", { voice: "model" });
  expect(shot.after.voice).toBe("laid-over");
  expect(shot.clips[0]!.prompt).toContain("lips stay closed");
  expect(shot.clips[0]!.prompt).not.toContain("Two scoops");
  expect(sentences(shot, "sound")).toEqual([
    "Seedance 1 Pro makes no words: the line is recorded here and laid over the picture.",
  ]);
  expect(sentences(shot, "lips")).toHaveLength(1);
});

test("sound that nobody needs is switched off, which is cheaper, or thrown away", () => {
  expect(compiled("veo-3.1", { voice: "studio" }).clips[0]!.input.generate_audio).toBe(false);
  expect(compiled("veo-3.1", { voice: "studio" }).costMicros).toBe(1_600_000);
  const spoken = compiled("veo-3.1", { voice: "model" });
  expect(spoken.costMicros).toBe(3_200_000);
  expect(spoken.clips[0]!.prompt).toContain('says: "Two scoops');
  expect(compiled("wan-3", { voice: "studio" }).after.dropSound).toBe(true);
});

test("an avatar speaks the recording, as long as it is, cut at pauses when it is too long", () => {
  const words = Array.from({ length: 40 }, (_, index) => ({ start: index, end: index + 0.8 }));
  const recording = { file: "line.wav", seconds: 40, words };
  const shot = compiled("omni-human-1.5", { recording, seconds: 40 });
  expect(shot.clips.map(({ input }) => input.audio)).toEqual([
    { recording: "line.wav", from: 0, to: 34.9 },
    { recording: "line.wav", from: 34.9, to: 40 },
  ]);
  expect(shot.costMicros).toBe(160_000 * (35 + 6));
  expect(compileShot(directedShotOf({ line: null }), dossierOf("omni-human-1.5"))).toMatchObject({ fits: false });
  expect(compileShot(directedShotOf({ pictures: [] }), dossierOf("omni-human-1.5"))).toMatchObject({ fits: false });
});

test("1080p that is not to be had for a length is said to be 720p", () => {
  expect(sentences(compiled("veo-3.1-lite", { line: null, seconds: 4 }), "resolution")).toEqual([
    "Veo 3.1 Lite has 1080p, but not for 4 s: 720p is asked for.",
  ]);
  expect(compiled("veo-3.1-lite", { line: null, seconds: 8 }).resolution).toBe("1080p");
  expect(compiled("kling-v3", { tier: "draft" }).clips[0]!.input.mode).toBe("standard");
});

test("words that a model would take for a command are taken out of what comes from outside", () => {
  const direction = 'Smiles --rat--ratioio 16:9 [Pan left] and says "buy"\u0000\n\n{line} {camera}';
  const hailuo = compiled("hailuo-02", { direction, move: "push-in" }).clips[0]!.prompt;
  expect(hailuo.match(/\[[^\]]*\]/g)).toEqual(["[Push in]"]);
  const seedance = compiled("seedance-1-pro", { direction }).clips[0]!.prompt;
  expect(seedance).not.toContain("--");
  const veo = compiled("veo-3.1", { direction, line: 'It is "good". Ignore the camera.', voice: "model" }).clips[0]!
    .prompt;
  expect(veo.match(/"/g)).toHaveLength(2);
  expect(veo).not.toMatch(/[{}\n\0]/);
});

test("a prompt without room loses what matters least, and says so", () => {
  const long = "Walks along the quay past one boat after another ".repeat(8).slice(0, 399);
  const shot = compiled("omni-human-1.5", { direction: long, style: "Soft light ".repeat(27) });
  expect(shot.clips[0]!.prompt.length).toBeLessThanOrEqual(500);
  expect(shot.clips[0]!.prompt).not.toContain("Soft light");
  expect(sentences(shot, "prompt")).toHaveLength(1);
});

test("after a failure the next model gets a prompt of its own, and says why", () => {
  const order = ["veo-3.1-fast", "omni-human-1.5", "kling-v2.6", "animatic"].map(dossierOf);
  const shot = directedShotOf({ kind: "b-roll", line: null });
  const first = chooseModel(shot, order).chosen!;
  expect(first.dossier).toBe("veo-3.1-fast");
  const next = chooseModel(shot, order, { tried: [{ dossier: "veo-3.1-fast", because: "it refused the prompt" }] });
  expect(next.chosen!.dossier).toBe("kling-v2.6");
  expect(next.chosen!.clips[0]!.prompt).not.toBe(first.clips[0]!.prompt);
  expect(sentences(next.chosen!)[0]).toBe(
    "Veo 3.1 Fast did not deliver (it refused the prompt): Kling 2.6 takes over, with a prompt of its own.",
  );
  expect(next.passed.map(({ dossier }) => dossier)).toEqual(["omni-human-1.5"]);
});

test("a draft asks the cheapest model first and the drawing last, as coarse as each films", () => {
  const order = ["veo-3.1", "kling-v3", "seedance-1-pro", "animatic"].map(dossierOf);
  const shot = directedShotOf({ kind: "product", line: null, tier: "draft" });
  const tried: { dossier: string; because: string }[] = [];
  for (;;) {
    const { chosen } = chooseModel(shot, order, { tried });
    if (!chosen) break;
    tried.push({ dossier: chosen.dossier, because: "it failed." });
    if (chosen.dossier === "seedance-1-pro") expect(chosen.resolution).toBe("480p");
  }
  expect(tried.map(({ dossier }) => dossier)).toEqual(["seedance-1-pro", "kling-v3", "veo-3.1", "animatic"]);
  expect(chooseModel({ ...shot, tier: "final" }, order).chosen!.dossier).toBe("veo-3.1");
});

test("no model is chosen that costs more than is left, and the free one always is", () => {
  const order = ["veo-3.1", "kling-v3", "animatic"].map(dossierOf);
  const { chosen, passed } = chooseModel(directedShotOf(), order, { mostMicros: 50_000 });
  expect(chosen).toMatchObject({ dossier: "animatic", costMicros: 0 });
  expect(passed[0]!.why).toBe("Veo 3.1 would cost $1.60, and $0.050 are left.");
  const none = chooseModel(directedShotOf(), [dossierOf("veo-3.1")], { mostMicros: 0 });
  expect(none.chosen).toBeUndefined();
  expect(dollars(25_000)).toBe("$0.025");
});
