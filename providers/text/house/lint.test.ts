import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { lintPhrases } from "./lint.ts";
import { phraseFolder } from "./phrases.ts";

const anything = () => true;

test("the phrase files that ship fit their places, and every brace is filled", () => {
  expect(lintPhrases(anything)).toEqual([]);
});

test("a slip is named with its file and line", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "phrases-"));
  await cp(fileURLToPath(phraseFolder), folder, { recursive: true });
  const file = path.join(folder, "voices/warm.yaml");
  const lines = readFileSync(file, "utf8").split("\n");
  const at = lines.findIndex((line) => line.includes("Come and look at {product}."));
  lines[at] = '  - "Come and look at {prodcut}! My kitchen loves it."';
  writeFileSync(file, lines.join("\n"));
  const found = lintPhrases((sentence) => !sentence.includes("My kitchen"), pathToFileURL(`${folder}/`));
  expect(found.map(({ file: name, line }) => `${name}:${line}`)).toEqual(Array(3).fill(`voices/warm.yaml:${at + 1}`));
  expect(found.map(({ message }) => message).join(" ")).toMatch(/Nobody fills \{prodcut\}.*exclamation.*held back/);
});
