import { type Dossier, listDurations } from "#providers/video/dossier.ts";
import { sayDollars } from "./amounts.ts";

/** What a model costs, as short as can be: "$0.06 to $0.11 a second". */
export function sayRate({ price }: Pick<Dossier, "price">): string {
  const rates = price.rates.map(({ dollars }) => dollars * 1_000_000).sort((a, b) => a - b);
  const [least = 0, most = 0] = [rates[0], rates.at(-1)];
  if (most === 0) return "Free";
  const said = [...new Set([sayDollars(least), sayDollars(most)])].join(" to ");
  return `${said} a ${price.per}`;
}

const tenth = (seconds: number) => Math.round(seconds * 10) / 10;

/** How long its clips are: "4, 6 or 8 s", "3 to 15 s". */
export function sayLengths(dossier: Pick<Dossier, "durations">): string {
  const { durations } = dossier;
  if (durations.kind !== "list") return `${tenth(durations.from)} to ${tenth(durations.to)} s`;
  const list = listDurations(dossier);
  return list.length === 1 ? `${list[0]} s` : `${list.slice(0, -1).join(", ")} or ${list.at(-1)} s`;
}
