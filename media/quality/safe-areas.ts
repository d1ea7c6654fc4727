import { networkMargins, type Ratio, stageOf } from "../stage.ts";
import type { Facts } from "./facts.ts";
import { finding, type QualityFinding } from "./finding.ts";
import type { LaidOut } from "./laid-out.ts";
import type { Network } from "./networks.ts";

/** How far into a network's own controls a thing may reach, in pixels of 1080 × 1920: shadows and rounded ends. */
const slack = 8;
const names: Record<LaidOut["kind"], string> = {
  caption: "Captions",
  headline: "The on-screen text",
  text: "The text card",
  price: "The price",
  button: "The button",
  link: "The link",
  label: "The label",
  logo: "The logo",
  face: "The face",
  product: "The product",
};

/** Text, label and logo where a network lays its own controls over the picture: once for each network, kind and side. */
export function findSafeAreas({ found, networks, board }: Pick<Facts, "found" | "networks" | "board">) {
  const findings: QualityFinding[] = [];
  for (const network of networks) {
    const told = new Set<string>();
    for (const thing of found.layout.filter(({ kind }) => kind !== "face" && kind !== "product")) {
      const side = unsafeSide(thing, board.ratio, network);
      if (!side || told.has(`${thing.kind} ${side}`)) continue;
      told.add(`${thing.kind} ${side}`);
      const reach = thing.kind === "caption" ? "reach" : "reaches";
      const message = `${names[thing.kind]} ${reach} under ${network.name}’s own controls ${side}.`;
      findings.push(
        finding("safe-area", thing.kind === "label" ? "block" : "warn", message, { at: thing.from, until: thing.to }),
      );
    }
  }
  return findings;
}

function unsafeSide({ box }: LaidOut, ratio: Ratio, { margins }: Network): string | undefined {
  const own = margins === null ? undefined : networkMargins[ratio][margins];
  if (!own) return undefined;
  const { top, right, bottom, left } = own;
  const { width, height } = stageOf(ratio);
  if (box.y < top - slack) return "at the top";
  if (box.y + box.height > height - bottom + slack) return "at the bottom";
  if (box.x + box.width > width - right + slack) return "on the right";
  if (box.x < left - slack) return "on the left";
  return undefined;
}
