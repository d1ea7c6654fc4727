import { type ApiDocument, describeApi, type JsonSchema, listProblems } from "../api/document.ts";
import { resources } from "../api/index.ts";
import type { Operation } from "../api/operation.ts";
import { type ProblemKind, problemKinds } from "../api/problem.ts";
import { sampleOf } from "./sample.ts";
import { sayLimits, sayType } from "./say-schema.ts";

export type Field = { name: string; type: string; required: boolean; about: string };
export type OperationPage = {
  id: string;
  method: string;
  path: string;
  summary: string;
  about: string | undefined;
  scope: string | undefined;
  query: Field[];
  body: Field[];
  curl: string;
  status: string;
  answer: string | undefined;
  /** Kinds of problem that are of this operation, beside those that any request can meet. */
  problems: ProblemKind[];
};

/** Problems that any request can meet; said once, above. */
const everywhere = [
  "invalid-request",
  "not-authenticated",
  "not-acceptable",
  "too-many-requests",
  "broken",
  "unavailable",
];

/** What the page shows, made of the same document that programs read. */
export function readReference(url: string) {
  const document = describeApi(url);
  return {
    url,
    resources: resources.map(({ name, operations }) => ({
      name,
      anchor: name.toLowerCase().replaceAll(" ", "-"),
      operations: operations.map((operation) => readOperation(operation, document)),
    })),
    problems: Object.entries(problemKinds).map(([kind, problem]) => ({ kind, ...problem })),
  };
}

function readOperation(operation: Operation, document: ApiDocument): OperationPage {
  const { id, method, path, summary, about, scope } = operation;
  const described = document.paths[path]?.[method.toLowerCase()];
  if (!described) throw new Error(`The document lacks ${id}`);
  const schemas = document.components.schemas;
  const body = described.requestBody?.content["application/json"]?.schema;
  const [status = "200", success] = Object.entries(described.responses).find(([code]) => code.startsWith("2")) ?? [];
  const answer = success?.content?.["application/json"]?.schema;
  return {
    ...{ id, method, path, summary, about, scope, status },
    query: described.parameters
      .filter((parameter) => parameter.in === "query")
      .map(({ name, required, description, schema }) =>
        toField(name, { ...schema, ...(description ? { description } : {}) }, required),
      ),
    body: Object.entries(body?.properties ?? {}).map(([name, field]) =>
      toField(name, field as JsonSchema, body?.required?.includes(name) ?? false),
    ),
    curl: writeCurl(operation),
    answer: answer && JSON.stringify(sampleOf(answer, schemas), null, 2),
    problems: listProblems(operation).filter((kind) => !everywhere.includes(kind)),
  };
}

function toField(name: string, schema: JsonSchema, required: boolean): Field {
  const about = [schema.description, sayLimits(schema)].filter(Boolean).join(" ");
  return { name, type: sayType(schema), required, about };
}

/** To be run with `API` and `TROUPE_KEY` as the page's first lines set them. */
function writeCurl(operation: Operation): string {
  const { method, path, body, example } = operation;
  const where = path.replace(/\{(\w+)\}/g, (_, name: string) => `$${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`);
  const lines = [
    `curl${method === "GET" ? "" : ` -X ${method}`} "$API${where}"`,
    '  -H "Authorization: Bearer $TROUPE_KEY"',
    ...(method === "POST" ? ['  -H "Idempotency-Key: $(uuidgen)"'] : []),
    ...(body
      ? ['  -H "Content-Type: application/json"', `  -d '${JSON.stringify(example, null, 2).replaceAll("'", "’")}'`]
      : []),
    ...("file" in operation ? [`  -o ${path.split("/").at(-1)}`] : []),
  ];
  return lines.join(" \\\n");
}
