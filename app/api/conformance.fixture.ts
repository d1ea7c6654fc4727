import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { type ApiDocument, describeApi, type JsonSchema } from "./document.ts";
import { operations } from "./index.ts";
import { createRouter } from "./router.ts";

/** Judges answers by the document, with a validator that is not ours, and nothing let pass that was not announced. */
export function createConformance() {
  const document = describeApi("https://studio.example/api/v1", { exact: true });
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "api", components: document.components });
  const match = createRouter(operations);
  const compiled = new Map<string, ValidateFunction>();

  function compile(name: string, schema: JsonSchema): ValidateFunction {
    const known = compiled.get(name);
    if (known) return known;
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/');
    const made = ajv.compile(JSON.parse(text));
    compiled.set(name, made);
    return made;
  }

  /** What is wrong with an answer to `path` (below /api/v1), in sentences. */
  function listFaults(method: string, path: string, status: number, type: string | null, body: unknown): string[] {
    const found = match(path)?.methods.get(method === "HEAD" ? "GET" : method);
    const described = found && document.paths[found.path]?.[found.method.toLowerCase()]?.responses[String(status)];
    if (!found || !described) {
      const isProblem = compile("problem", { $ref: "#/components/schemas/Problem" });
      return type === "application/problem+json" && isProblem(body) && !found
        ? []
        : [`${method} ${path} answered ${status}, which the document does not know`];
    }
    if (status === 304 || method === "HEAD") return [];
    const content = described.content?.[type?.split(";")[0] ?? ""];
    if (!content) return [`${found.id} answered ${status} as ${type}`];
    const validate = compile(`${found.id} ${status} ${type}`, content.schema);
    return type?.includes("json") && !validate(body)
      ? [`${found.id} ${status}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(body).slice(0, 500)}`]
      : [];
  }

  /** Whether the document takes this body for an operation. */
  function takesBody(id: string, body: unknown): boolean {
    const operation = Object.values(document.paths)
      .flatMap((methods: ApiDocument["paths"][string]) => Object.values(methods))
      .find(({ operationId }) => operationId === id);
    const schema = operation?.requestBody?.content["application/json"]?.schema;
    return schema ? compile(`${id} body`, schema)(body) : true;
  }
  return { document, listFaults, takesBody };
}
