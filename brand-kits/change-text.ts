import { isMap, parseDocument } from "yaml";

/** A value of a kit that is to be another: where it stands, and what it is then. */
export type KitChange = { path: string[]; value: unknown };

/** A kit's text with some values changed and everything else, comments and order included, as it was. */
export function changeKitText(name: string, text: string, changes: readonly KitChange[]): string {
  const document = parseDocument(text);
  for (const { path, value } of changes) {
    // A part that says nothing yet, such as `video:` alone, becomes one that does.
    const [part] = path;
    if (part !== undefined && path.length > 1 && !isMap(document.get(part)))
      document.set(part, document.createNode({}));
    document.setIn(path, document.createNode(value));
  }
  return name.endsWith(".json") ? `${JSON.stringify(document.toJS(), null, 2)}\n` : document.toString({ lineWidth: 0 });
}
