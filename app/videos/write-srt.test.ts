import fc from "fast-check";
import { expect, test } from "vitest";
import { nameFile } from "./name-file.ts";
import { writeSrt } from "./write-srt.ts";

test("cues are numbered, keep their times and lines, and lose what only WebVTT has", () => {
  const vtt = `WEBVTT - Slow mornings\n\nNOTE nobody reads this\n\n00:00:00.120 --> 00:00:01.500 line:80%\nIs your <b>coffee</b>\nin a hurry?\n\n7\n01:02.000 --> 01:03.250\nBread &amp; butter, 3 &lt; 4\n`;
  expect(writeSrt(vtt)).toBe(
    "1\n00:00:00,120 --> 00:00:01,500\nIs your coffee\nin a hurry?\n\n2\n00:01:02,000 --> 00:01:03,250\nBread & butter, 3 < 4\n",
  );
});

test("files with other line ends and a byte order mark are read alike, and one without cues is empty", () => {
  expect(writeSrt("\uFEFFWEBVTT\r\n\r\n00:00.000 --> 00:01.000\r\nHello\r\n")).toBe(
    "1\n00:00:00,000 --> 00:00:01,000\nHello\n",
  );
  expect(writeSrt("WEBVTT\n\n")).toBe("");
});

test("whatever is said comes out as it was said", () => {
  const line = fc.stringMatching(/^[\p{L}\p{N}&<>;.,!? -]{1,40}$/u).filter((text) => text.trim() === text);
  fc.assert(
    fc.property(line, (said) => {
      const escaped = said.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
      const srt = writeSrt(`WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n${escaped}\n`);
      expect(srt).toBe(`1\n00:00:00,000 --> 00:00:01,000\n${said}\n`);
    }),
  );
});

test("a file is called after what it is, in letters that every file system takes", () => {
  const video = { brand: "Nordlys Coffee", brief: "Søte morgener / vår", persona: "Zoë", hook: "how-to", version: 2 };
  expect(nameFile(video)).toBe("nordlys-coffee-sote-morgener-var-zoe-how-to-v2");
  expect(nameFile({ ...video, persona: "美咲" })).toBe("nordlys-coffee-sote-morgener-var-how-to-v2");
});
