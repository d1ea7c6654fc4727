import { expect, test } from "vitest";
import type { Voice } from "#providers/voice/contract.ts";
import { refuseForeignVoice } from "./foreign-voice.ts";

const voiceOf = (id: string, locale: string): Voice => ({ id, locale, name: id, description: "", gender: "female" });
const voices = { voices: [voiceOf("slt", "en-US"), voiceOf("openai:alloy", "mul")] };
const read = (voice: string, locale: string) => () => refuseForeignVoice(voices, { name: "Maja", voice }, locale);

test("a voice reads its own language in any country's way, and one for all languages reads each", () => {
  for (const locale of ["en", "en-GB"]) expect(read("slt", locale)).not.toThrow();
  for (const locale of ["en", "de", "pt-BR", "ar"]) expect(read("openai:alloy", locale)).not.toThrow();
});

test("a voice of another language, and a voice that is gone, are refused in a sentence that names who and what", () => {
  expect(read("slt", "pt-BR")).toThrow(
    "Maja's voice speaks English, and this script is in Portuguese. Give Maja a voice that speaks Portuguese, then try again.",
  );
  expect(read("gone", "de")).toThrow("this script is in German");
});
