import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

/** The files of the app that may ask the database with every workspace in it, and what for. */
const allowed: Record<string, string> = {
  "context.d.ts": "says what it is",
  "routes/_studio.settings._index.tsx": "a person's own name, which is theirs in every workspace",
  "routes/_studio.settings.workspace.tsx": "erases a workspace, which nobody in it may",
  "routes/l.$code.ts": "a public address",
  "routes/showcase-files.$postId.$part.ts": "a public address",
  "routes/showcase.$handle_.$postId_.likes.ts": "a public address",
  "routes/showcase.$handle_.$postId_.shares.ts": "a public address",
  "routes/showcase.$handle_.$postId_.views.ts": "a public address",
  "session.server.ts": "finds out in which workspaces somebody is",
  "showcase/feed.server.tsx": "a public address",
};
/** Files of the API that look for a key before its workspace is known. */
const withTheHouse: Record<string, string> = {
  "api/answer.ts": "finds out whose key it is",
};

const app = fileURLToPath(new URL("../../app", import.meta.url));

/** Names that a file's code takes out of something: `context.everywhere` and `const { everywhere } = context`. */
function namesTaken(file: string): Set<string> {
  const source = ts.createSourceFile(file, readFileSync(path.join(app, file), "utf8"), ts.ScriptTarget.ES2022, true);
  const names = new Set<string>();
  const walk = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      names.add(node.name.text);
      if (ts.isIdentifier(node.expression)) names.add(`${node.expression.text}.${node.name.text}`);
    }
    if (ts.isPropertySignature(node) || ts.isBindingElement(node)) {
      names.add(((ts.isBindingElement(node) && node.propertyName) || node.name).getText(source));
    }
    ts.forEachChild(node, walk);
  };
  walk(source);
  return names;
}

const files = readdirSync(app, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.(test|fixture)\./.test(file),
);

test("the app asks the database with every workspace in it in a few places only", () => {
  expect(files.length).toBeGreaterThan(100);
  const asking = files.filter((file) => namesTaken(file).has("everywhere"));
  expect(asking.sort()).toEqual(Object.keys(allowed).sort());
});

test("the API asks it only for whose key a key is", () => {
  const asking = files.filter((file) => file.startsWith("api/") && namesTaken(file).has("house.db"));
  expect(asking.sort()).toEqual(Object.keys(withTheHouse).sort());
});
