import type { Operation } from "./operation.ts";

/** What is at a path, by method; undefined when nothing is. `match` takes the path below /api/v1. */
export function createRouter(operations: Operation[]) {
  const bySize = new Map<number, { parts: string[]; methods: Map<string, Operation> }[]>();
  for (const operation of operations) {
    const parts = operation.path.split("/").slice(1);
    const alike = bySize.get(parts.length) ?? [];
    bySize.set(parts.length, alike);
    const path = alike.find((each) => each.parts.join("/") === parts.join("/"));
    if (path) path.methods.set(operation.method, operation);
    else alike.push({ parts, methods: new Map([[operation.method, operation]]) });
  }
  return (path: string): { methods: Map<string, Operation>; params: Record<string, string> } | undefined => {
    const given = path.split("/").slice(1);
    for (const { parts, methods } of bySize.get(given.length) ?? []) {
      const params: Record<string, string> = {};
      const fits = parts.every((part, index) => {
        const value = given[index] ?? "";
        if (!part.startsWith("{")) return part === value;
        params[part.slice(1, -1)] = value;
        return value !== "";
      });
      if (fits) return { methods, params };
    }
    return undefined;
  };
}
