import path from "node:path";
import { type KitTools, loadKit } from "./load.ts";
import { describeProblem, KitRefused } from "./problems.ts";

/** Checks a kit's folder for the terminal: the lines to print, and whether the kit can be used. */
export async function lintKit(folder: string, tools: KitTools<unknown>): Promise<{ usable: boolean; lines: string[] }> {
  try {
    const { kit, files, roster, notices } = await loadKit(folder, tools);
    const counts = [
      count(kit.products.length, "product"),
      count(roster.length, "persona"),
      count(files.length, "file"),
      count(kit.schedule.length, "weekly slot"),
    ];
    return {
      usable: true,
      lines: [
        ...notices.map((notice) => `  note  ${describeProblem(notice)}`),
        `${kit.name} is ready to import: ${counts.join(", ")}.`,
      ],
    };
  } catch (error) {
    if (!(error instanceof KitRefused)) throw error;
    return {
      usable: false,
      lines: [
        ...error.problems.map((problem) => `  ${describeProblem(problem)}`),
        `${path.basename(path.resolve(folder))} has ${count(error.problems.length, "problem")}. Nothing was imported.`,
      ],
    };
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
