import { z } from "zod";
import { parseWith, readDocument } from "./document.ts";
import { findKitText, type KitFile } from "./files.ts";
import type { KitProblem } from "./problems.ts";

const rosterNames = ["personas.yaml", "personas.yml", "personas.json"];

/**
 * The starter roster that a kit may ship beside its kit.yaml: `personas:` and a list of at most 24. What a persona is,
 * the studio knows; its schema comes in as an argument, because the studio stands above the kits on the ladder.
 */
export async function readRoster<Persona>(
  folder: string,
  persona: z.ZodType<Persona>,
): Promise<{ personas: Persona[]; file: KitFile | undefined; problems: KitProblem[] }> {
  const found = await findKitText(folder, rosterNames, "roster");
  if (!found) return { personas: [], file: undefined, problems: [] };
  if ("problem" in found) return { personas: [], file: undefined, problems: [found.problem] };
  const parsed = readDocument(found.file.name, new TextDecoder().decode(found.file.bytes));
  if (parsed.problems.length > 0) return { personas: [], file: found.file, problems: parsed.problems };
  const { value, problems } = parseWith(rosterSchema(persona), parsed);
  return {
    personas: value?.personas ?? [],
    file: found.file,
    problems: [...problems, ...namesakes(value, parsed.problemAt)],
  };
}

const rosterSchema = <Persona>(persona: z.ZodType<Persona>) =>
  z.strictObject({ personas: z.array(persona).min(1).max(24) });

function namesakes(
  roster: { personas: unknown[] } | undefined,
  problemAt: (path: PropertyKey[], message: string) => KitProblem,
): KitProblem[] {
  const seen = new Set<string>();
  return (roster?.personas ?? []).flatMap((persona, index) => {
    const { name } = persona as { name?: string };
    const key = name?.toLowerCase();
    if (key === undefined || !seen.has(key)) {
      if (key !== undefined) seen.add(key);
      return [];
    }
    return [problemAt(["personas", index, "name"], `Two personas are called ${name}; a roster needs different names`)];
  });
}
