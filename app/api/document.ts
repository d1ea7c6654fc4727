import { z } from "zod";
import { resources } from "./index.ts";
import { said } from "./models.ts";
import type { Operation } from "./operation.ts";
import { type ProblemKind, problemKinds } from "./problem.ts";

export type JsonSchema = z.core.JSONSchema.JSONSchema;

type Parameter = { name: string; in: string; required: boolean; description?: string; schema: JsonSchema };
type Content = Record<string, { schema: JsonSchema; example?: unknown }>;
type Described = {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: { key: string[] }[];
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, { description: string; headers?: object; content?: Content }>;
};
export type ApiDocument = {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: object };
};

/**
 * The API as an OpenAPI 3.1 document, made of the very schemas that requests are checked by. `exact` shuts the schemas of answers:
 * a test then finds a field that was not announced, while programs are told to let such fields pass.
 */
export function describeApi(url: string, { exact = false } = {}): ApiDocument {
  const schemas: Record<string, JsonSchema> = {};
  const convert = (schema: z.ZodType, io: "input" | "output") => toJsonSchema(schema, io, schemas, exact);
  schemas.Problem = convert(problem, "output");
  const paths: ApiDocument["paths"] = {};
  for (const { name, operations } of resources) {
    for (const operation of operations) {
      const methods = paths[operation.path] ?? {};
      paths[operation.path] = methods;
      methods[operation.method.toLowerCase()] = describe(name, operation, convert);
    }
  }
  return {
    openapi: "3.1.1",
    info: { title: "Troupe", version: "1", description: introduction },
    servers: [{ url }],
    tags: resources.map(({ name }) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        key: {
          type: "http",
          scheme: "bearer",
          description: "An API key: Settings → API keys, or `npm run troupe -- keys create`.",
        },
      },
    },
  };
}

const introduction = `Everything that a studio's pages do for brands, products, personas, briefs, variants, videos, reviews, posts and readings, for programs.

Send an API key with each request: \`Authorization: Bearer troupe_…\`. Times are instants in UTC; ids are UUIDs. Ignore fields that you do not know: more may come.`;

const problem = z.object({
  type: z.url(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z
    .string()
    .register(said, { description: "A stable name: the type's, or the rule's of the studio that said no." }),
  errors: z
    .array(z.object({ field: z.string(), message: z.string() }))
    .optional()
    .register(said, {
      description: "Each place at fault, as a JSON pointer into the request: /body/title, /query/limit.",
    }),
  instance: z.string().optional().register(said, { description: "The request, as the studio's log names it." }),
});

type Convert = (schema: z.ZodType, io: "input" | "output") => JsonSchema;

function describe(tag: string, operation: Operation, convert: Convert): Described {
  const { id, summary, about, scope, body, example, notes } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(about ? { description: about } : {}),
    security: [{ key: scope ? [scope] : [] }],
    parameters: listParameters(operation, convert),
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: annotate(convert(body, "input"), notes ?? {}), example } },
          },
        }
      : {}),
    responses: { ...describeSuccess(operation, convert), ...describeProblems(operation) },
  };
}

function listParameters({ path, query, method }: Operation, convert: Convert): Parameter[] {
  const ids = [...path.matchAll(/\{(\w+)\}/g)].map(
    ([, name = ""]): Parameter => ({ name, in: "path", required: true, schema: { type: "string", format: "uuid" } }),
  );
  const asked = query ? convert(query, "input") : {};
  const filters = Object.entries(asked.properties ?? {}).map(([name, schema]): Parameter => {
    const { description, ...plain } = schema as JsonSchema;
    const required = asked.required?.includes(name) ?? false;
    return { name, in: "query", required, ...(description ? { description } : {}), schema: plain };
  });
  const once: Parameter = {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description: "Sent again within 24 hours with the same request, it brings the same answer and does nothing more.",
    schema: { type: "string", minLength: 1, maxLength: 255 },
  };
  return [...ids, ...filters, ...(method === "POST" ? [once] : [])];
}

function describeSuccess(operation: Operation, convert: Convert): Described["responses"] {
  if ("file" in operation) {
    const content = Object.fromEntries(operation.file.types.map((type) => [type, { schema: {} }]));
    return {
      "200": { description: "The file", content },
      "206": { description: "The range that was asked for", content },
      "304": { description: "You have it already" },
    };
  }
  const { status = 200, response, method } = operation;
  const text = { schema: { type: "string" } };
  const headers = {
    ...(method === "POST" ? { "Idempotent-Replayed": { ...text, description: "true for a kept answer." } } : {}),
    ...(method === "GET" ? { ETag: text } : {}),
    ...(operation.location ? { Location: text } : {}),
    ...(operation.query && "cursor" in operation.query.shape
      ? { Link: { ...text, description: 'The next page, as rel="next".' } }
      : {}),
  };
  const words = { 200: "What was asked for", 201: "What was made", 202: "It is under way" };
  return {
    [status]: {
      description: words[status],
      headers,
      content: { "application/json": { schema: convert(response, "output") } },
    },
    ...(method === "GET" ? { "304": { description: "You have it already" } } : {}),
  };
}

/** The kinds of problem that an operation can end with, by status. */
export function listProblems({ method, path, scope }: Operation): ProblemKind[] {
  const writes = method !== "GET";
  return [
    ...([
      "invalid-request",
      "not-authenticated",
      "not-acceptable",
      "too-many-requests",
      "broken",
      "unavailable",
    ] as const),
    ...(scope ? (["scope-missing", "not-allowed"] as const) : []),
    ...(path.includes("{") ? (["not-found"] as const) : []),
    ...(writes ? (["broken-json", "too-large", "unsupported-type", "invalid-body", "refused"] as const) : []),
    ...(method === "POST" ? (["in-progress", "key-reused"] as const) : []),
  ];
}

function describeProblems(operation: Operation): Described["responses"] {
  const byStatus: Described["responses"] = {};
  for (const kind of listProblems(operation)) {
    const { status, title } = problemKinds[kind];
    const known = byStatus[status]?.description;
    byStatus[status] = {
      description: known ? `${known}; or: ${title}` : title,
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    };
  }
  return byStatus;
}

/** One schema as JSON Schema; those with a name go to `schemas`, and are referred to. */
function toJsonSchema(
  schema: z.ZodType,
  io: "input" | "output",
  schemas: Record<string, JsonSchema>,
  exact: boolean,
): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io,
    metadata: said as unknown as typeof z.globalRegistry,
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      if (def.type !== "object") return;
      if (io === "output" && !exact) delete jsonSchema.additionalProperties;
      if (io === "input") dropAbsent(zodSchema as unknown as z.ZodObject, jsonSchema);
    },
  });
  const text = JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/');
  const { $schema: _, $defs = {}, id, ...plain } = JSON.parse(text) as JsonSchema;
  for (const [name, { id: __, ...named }] of Object.entries($defs)) schemas[name] = named as JsonSchema;
  if (typeof id !== "string") return plain;
  schemas[id] = plain;
  return { $ref: `#/components/schemas/${id}` };
}

/** zod calls required whatever passes a function first; what is in fact taken when absent, the document does not ask for. */
function dropAbsent(schema: z.ZodObject, jsonSchema: JsonSchema): void {
  const required = (jsonSchema.required ?? []).filter((name) => !schema.shape[name]?.safeParse(undefined).success);
  if (required.length > 0) jsonSchema.required = required;
  else delete jsonSchema.required;
}

function annotate(schema: JsonSchema, notes: Record<string, string>): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, field]) => [
    name,
    notes[name] ? { ...(field as JsonSchema), description: notes[name] } : field,
  ]);
  return { ...schema, properties: Object.fromEntries(properties) };
}
