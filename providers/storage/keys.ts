/** Parts of letters, digits, dots, dashes, spaces and underscores; none begins with a dot, so none climbs or hides. */
const keyShape = /^[A-Za-z0-9_-][\w. -]*(\/[A-Za-z0-9_-][\w. -]*)*$/;

export function isKey(key: string): boolean {
  return keyShape.test(key);
}

/** Throws for what is no key of any store: it would climb out of one that is a folder. */
export function requireKey(key: string): string {
  if (!isKey(key)) throw new Error(`"${key}" is not a key of the file store`);
  return key;
}
