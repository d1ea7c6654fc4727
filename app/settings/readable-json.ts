/** Names under which secrets travel. Better one value too many hidden than a token on a screen that is shared. */
const secret =
  /(pass(word|phrase)?|secret|token|authori[sz]ation|cookie|credential|private.?key|api.?key|signing.?key|session)$/i;
const longest = 20_000;

/** A value as text to read: indented, without what should not be seen, and cut where nobody reads on. */
export function toReadableJson(value: unknown): string {
  const text =
    JSON.stringify(value, (name, inner) => (secret.test(name) && inner !== null ? "hidden" : inner), 2) ?? "";
  return text.length > longest ? `${text.slice(0, longest)}\n… and ${text.length - longest} characters more` : text;
}
