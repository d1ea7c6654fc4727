import type { Box } from "../stage.ts";
import type { Facts } from "./facts.ts";
import { finding, type QualityFinding } from "./finding.ts";
import type { LaidOut } from "./laid-out.ts";

/** How far a logo's sides may be off its own ratio: rounding to whole pixels. */
const stretchAtMost = 0.03;
/** The narrowest a logo may be, of 1080 pixels: 24 CSS pixels on a phone, below which a wordmark's letters merge. */
const narrowest = 66;
/** Clear space around a logo, as a share of its height. Brand books ask for a quarter to a half of it. */
const clearSpace = 0.25;

/** The plate of an end card around its logo, which is part of the logo's clear space. */
const plate = { x: 56, y: 48 };

/** What sells in a picture, as a network says it that allows none of it. */
const promotion: Partial<Record<LaidOut["kind"], string>> = {
  logo: "a logo",
  price: "a price",
  button: "a call to action",
  link: "an address",
};

/** A logo that is stretched, too small or crowded; and everything promotional where a network of this cut allows none. */
export function findLogoMisuse({ found, networks }: Pick<Facts, "found" | "networks">) {
  const findings = findPromotion({ found, networks });
  for (const { kind, box, from, to, scene, picture } of found.layout) {
    if (kind !== "logo") continue;
    const where = { at: from, until: to };
    const own = picture === undefined ? undefined : found.pictures[picture];
    const inside = own
      ? { x: box.x + plate.x, y: box.y + plate.y, width: box.width - plate.x * 2, height: box.height - plate.y * 2 }
      : box;
    if (own && isStretched(box, own) && isStretched(inside, own)) {
      findings.push(finding("logo", "block", "The logo is stretched: it has other proportions than its file.", where));
    }
    if (box.width < narrowest) {
      const message = `The logo is ${Math.round(box.width)} pixels wide; below ${narrowest} it cannot be read.`;
      findings.push(finding("logo", "warn", message, where));
    }
    const crowding =
      own &&
      found.layout.find(
        (each) =>
          each.scene === scene &&
          each.kind !== "logo" &&
          each.from < to &&
          from < each.to &&
          near(each.box, inside, inside.height * clearSpace),
      );
    if (crowding) {
      const what = crowding.text ? `“${crowding.text}”` : `the ${crowding.kind}`;
      findings.push(finding("logo", "warn", `The logo has too little room: ${what} comes close to it.`, where));
    }
  }
  return findings;
}

/** Once for each network and kind, where it is first seen. */
function findPromotion({ found, networks }: Pick<Facts, "found" | "networks">): QualityFinding[] {
  return networks
    .filter((network) => !network.logo)
    .flatMap(({ name }) =>
      Object.entries(promotion).flatMap(([kind, what]) => {
        const first = found.layout.find((thing) => thing.kind === kind);
        if (!first) return [];
        const message = `${name} does not allow ${what} that an app added. Let ${name} have the clean cut.`;
        return [finding("logo", "warn", message, { at: first.from, until: first.to })];
      }),
    );
}

function isStretched(box: Box, own: { width: number; height: number }): boolean {
  return Math.abs(box.width / box.height / (own.width / own.height) - 1) > stretchAtMost;
}

function near(a: Box, b: Box, room: number): boolean {
  const apart = (from: number, length: number, other: number, otherLength: number) =>
    Math.max(from - (other + otherLength), other - (from + length));
  return Math.max(apart(a.x, a.width, b.x, b.width), apart(a.y, a.height, b.y, b.height)) < room;
}
