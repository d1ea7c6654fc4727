import fc from "fast-check";
import type { Sent } from "./api.fixture.ts";
import type { ApiDocument, JsonSchema } from "./document.ts";

export type Shot = { operationId: string; method: string; at: string; sent: Sent; body: unknown };

const oddTexts = [
  "",
  " ",
  "\0",
  "a\0b",
  "\ud800",
  "\ufffe\uffff",
  "🏔️👩‍👩‍👧‍👦",
  "á̷̛",
  "‮txt.exe",
  "'; drop table posts; --",
  "../../../etc/passwd",
  "{{7*7}}",
  "<script>",
  "%00",
  "\u2028",
  "null",
  "NaN",
  "A".repeat(5000),
  "__proto__",
];
const oddNumbers = [0, -0, -1, 1e308, -1e308, 1e21, 2 ** 31, 2 ** 53, 0.1 + 0.2, Number.MIN_VALUE, 1.5, 65_536];
const anyText = fc.oneof(
  fc.constantFrom(...oddTexts),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ maxLength: 300 }),
);
const anyJson = fc.oneof(
  fc.jsonValue({ depthSize: "medium" }),
  fc.constantFrom<unknown>(null, true, [], {}, [[]], { a: { a: { a: {} } } }, "2026-02-31T25:61", ...oddNumbers),
  anyText,
);

/**
 * Requests by the document: mostly such as it announces, and such as are wrong in one place or in every one. `ids` are of rows
 * that are there, by the name of the parameter.
 */
export function listShots(document: ApiDocument, ids: Record<string, string[]>, count: number, seed: number): Shot[] {
  const shots = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => shotOf(path, method.toUpperCase(), operation, ids)),
  );
  return fc.sample(fc.oneof(...shots), { numRuns: count, seed });
}

type Described = ApiDocument["paths"][string][string];

function shotOf(path: string, method: string, operation: Described, ids: Record<string, string[]>): fc.Arbitrary<Shot> {
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const idOf = (name: string) => {
    const known = ids[name] ?? [];
    return often(
      known.length > 0 ? fc.constantFrom(...known) : fc.uuid(),
      fc.oneof(fc.uuid(), anyText.map(encode)),
      12,
    );
  };
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const where = fc
    .tuple(...names.map(idOf))
    .map((values) => names.reduce((now, name, index) => now.replace(`{${name}}`, () => String(values[index])), path));
  const filters = operation.parameters.filter((parameter) => parameter.in === "query");
  const query = fc
    .tuple(
      fc
        .subarray(filters)
        .chain((chosen) =>
          fc.tuple(
            ...chosen.map(({ name, schema: of }) =>
              often(arbitraryOf(of, ids, name), anyJson, 6).map((value) => [name, value]),
            ),
          ),
        ),
      often(fc.constant([]), fc.tuple(fc.tuple(anyText, anyText)), 20),
    )
    .map(([some, odd]) =>
      [...some, ...odd].map(([name, value]) => `${encode(String(name))}=${encode(asText(value))}`).join("&"),
    );
  const body = schema
    ? often(
        fc.oneof({ weight: 3, arbitrary: arbitraryOf(schema, ids) }, { weight: 2, arbitrary: spoil(schema, ids) }),
        anyJson,
        8,
      )
    : often(fc.constant(undefined), anyJson, 8);
  return fc.record({ where, query, body, raw: often(fc.constant(undefined), broken, 25), headers }).map((made) => ({
    ...{ operationId: operation.operationId, method, body: made.body },
    at: `${made.where}${made.query ? `?${made.query}` : ""}`,
    sent: {
      headers: made.headers,
      ...(method === "GET"
        ? {}
        : made.raw === undefined
          ? made.body === undefined
            ? {}
            : { body: made.body }
          : { raw: made.raw }),
    },
  }));
}

/** Broken JSON, bytes of any kind, and JSON nested deeper than a stack goes. */
const broken = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.uint8Array({ maxLength: 60 }),
  fc.constantFrom(
    "{",
    '{"a":',
    "[1,]",
    '{"a":1}}',
    "\ufeff{}",
    "nul",
    `${"[".repeat(5000)}${"]".repeat(5000)}`,
    `{"name":${'{"a":'.repeat(3000)}1${"}".repeat(3001)}`,
  ),
);

const headers: fc.Arbitrary<Record<string, string>> = fc
  .record({
    type: often(
      fc.constant(undefined),
      fc.constantFrom(
        "text/plain",
        "application/xml",
        "application/json; charset=utf-16",
        "APPLICATION/JSON",
        ";",
        "é",
      ),
      25,
    ),
    accept: often(
      fc.constant(undefined),
      fc.constantFrom("*/*", "text/html", "application/json", "q", ",,,", "application/*;q=0", ";;q"),
      25,
    ),
    once: often(
      fc.constant(undefined),
      fc.oneof(fc.uuid(), fc.constantFrom("same", '"same"', '""', "a b", "x".repeat(300))),
      6,
    ),
  })
  .map(({ type, accept, once }) => ({
    ...(type ? { "content-type": type } : {}),
    ...(accept ? { accept } : {}),
    ...(once ? { "idempotency-key": once } : {}),
  }));

/** A value that a schema announces. Ids are of rows that are there, where the field's name tells of which kind. */
function arbitraryOf(schema: JsonSchema, ids: Record<string, string[]>, name = ""): fc.Arbitrary<unknown> {
  const { type, anyOf, properties, items } = schema;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (Array.isArray(type)) {
    return fc.oneof(...type.map((each) => arbitraryOf({ ...schema, type: each as "string" }, ids, name)));
  }
  if (anyOf) return fc.oneof(...anyOf.map((each) => arbitraryOf(each as JsonSchema, ids, name)));
  if (type === "object" && properties) {
    const fields = Object.fromEntries(
      Object.entries(properties).map(([field, of]) => [field, arbitraryOf(of as JsonSchema, ids, field)]),
    );
    return fc.record(fields, { requiredKeys: (schema.required ?? []).filter((field) => Object.hasOwn(fields, field)) });
  }
  if (type === "array")
    return fc.array(arbitraryOf(items as JsonSchema, ids, name.replace(/s$/, "")), { maxLength: schema.maxItems ?? 5 });
  if (type === "string") return textOf(schema, ids[name] ?? []);
  if (type === "integer" || type === "number") {
    const [min, max] = [schema.minimum ?? -1e6, schema.maximum ?? 1e6];
    return type === "integer" ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
  }
  if (type === "boolean") return fc.boolean();
  if (type === "null") return fc.constant(null);
  return anyJson;
}

function textOf(
  { format, pattern, minLength = 0, maxLength = 200 }: JsonSchema,
  known: string[],
): fc.Arbitrary<string> {
  if (known.length > 0) return often(fc.constantFrom(...known), fc.uuid(), 8);
  if (format === "uuid") return fc.uuid();
  if (format === "date-time") return fc.date({ noInvalidDate: true }).map((at) => at.toISOString());
  if (format === "uri") return fc.webUrl();
  if (pattern?.includes("[0-9a-f]{64}"))
    return fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 });
  if (pattern?.includes("A-Z]{3}")) return fc.constantFrom("EUR", "USD", "NOK", "XYZ");
  if (pattern?.includes("\\d{4}-\\d{2}"))
    return fc
      .date({ min: new Date("2020-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 16));
  const words = fc.lorem({ maxCount: 3 }).map((text) => text.slice(0, maxLength).padEnd(minLength, "x"));
  return often(
    words,
    fc.oneof(
      fc.string({ minLength, maxLength: Math.min(maxLength, 300) }),
      fc.constantFrom("14.90", "Europe/Oslo", "2026-11-01"),
    ),
    3,
  );
}

/** An announced value with one field put wrong, left out, or more than there should be. */
function spoil(schema: JsonSchema, ids: Record<string, string[]>): fc.Arbitrary<unknown> {
  const fields = Object.keys(schema.properties ?? {});
  return fc
    .tuple(arbitraryOf(schema, ids), fc.constantFrom(...fields, "unknown"), anyJson, fc.boolean())
    .map(([value, field, odd, drop]) => {
      const { [field]: _, ...rest } = value as Record<string, unknown>;
      return drop ? rest : { ...rest, [field]: odd };
    });
}

/** Mostly the one, and one time in `rarely` the other. */
function often<A, B>(one: fc.Arbitrary<A>, other: fc.Arbitrary<B>, rarely: number): fc.Arbitrary<A | B> {
  return fc.oneof({ weight: rarely - 1, arbitrary: one }, { weight: 1, arbitrary: other });
}

const asText = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** For an address; halves of surrogate pairs, which no address can hold, become what a browser makes of them. */
const encode = (text: string) => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "\ufffd"));
