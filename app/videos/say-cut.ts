const names: Record<string, string> = { branded: "Branded", clean: "Clean" };
const list = new Intl.ListFormat("en", { type: "conjunction" });

/** A cut by its name and, where it is not for everybody, by the networks that get it: "Clean for TikTok". */
export function sayCut({ cut, networks = [] }: { cut: string; networks?: readonly string[] }): string {
  const name = names[cut] ?? cut;
  return cut === "branded" || networks.length === 0 ? name : `${name} for ${list.format(networks)}`;
}
