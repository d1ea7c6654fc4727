import { readdirSync, readFileSync } from "node:fs";
import type { Dossier } from "./dossier.ts";
import { type DossierProblem, describeSlip, readDossier } from "./read-dossier.ts";

export type DossierFile = { id: string; file: string; text: string; dossier: Dossier };

const folder = new URL("dossiers/", import.meta.url);

/** The dossiers that come with the studio, by their ids. A slip in one is ours: it throws with every problem in it. */
export function readShippedDossiers(): DossierFile[] {
  const { files, problems } = lintDossiers();
  if (problems.length > 0) throw new Error(`Dossiers need mending:\n${problems.map(describeSlip).join("\n")}`);
  return files;
}

/** Reads every dossier file and names each problem with its file and line. */
export function lintDossiers(today?: string): { files: DossierFile[]; problems: DossierProblem[] } {
  const files: DossierFile[] = [];
  const problems: DossierProblem[] = [];
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith(".yaml")) continue;
    const text = readFileSync(new URL(file, folder), "utf8");
    const read = readDossier(file, text, today);
    if (read.dossier) files.push({ id: read.dossier.id, file, text, dossier: read.dossier });
    else problems.push(...read.problems);
  }
  return { files, problems };
}
