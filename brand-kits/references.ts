import type { KitFileKind } from "./files.ts";
import { kitFile } from "./schema.ts";

export type Reference = { path: PropertyKey[]; name: string; kind: KitFileKind };

/**
 * Every file that a kit's text names, with the place that names it. It takes the text as it is, valid or not, so that a
 * missing picture is told together with a misspelt key and not only after it is mended.
 */
export function referencesOf(data: unknown): Reference[] {
  const products = listAt(data, "products").map((_, index): Place => ["picture", ["products", index, "picture"]]);
  const licences = listAt(data, "licences").map((_, index): Place => ["licence", ["licences", index, "file"]]);
  const places: Place[] = [
    ["logo", ["logo"]],
    ["font", ["fonts", "display", "file"]],
    ["font", ["fonts", "text", "file"]],
    ...products,
    ...licences,
  ];
  const named = places.flatMap(([kind, path]) => {
    const name = kitFile.safeParse(valueAt(data, path));
    return name.success ? [{ path, name: name.data, kind }] : [];
  });
  const voice = kitFile.safeParse(valueAt(data, ["voice"]) ?? "voice.md");
  return voice.success ? [{ path: ["voice"], name: voice.data, kind: "voice" }, ...named] : named;
}

type Place = [kind: KitFileKind, path: PropertyKey[]];

/** What stands at a path of parsed YAML; undefined when nothing does. */
export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    data,
  );
}

export function listAt(data: unknown, ...path: PropertyKey[]): unknown[] {
  const value = valueAt(data, path);
  return Array.isArray(value) ? value : [];
}
