import { type Cut, cuts, type Kit, type KitNetwork } from "#brand-kits/schema.ts";
import { networksOf } from "#media/quality/networks.ts";

/** What the rules of a network allow: no logo or promotion that an app added means the clean cut. */
function usualCut(network: string): Cut {
  return networksOf([network]).some(({ logo }) => !logo) ? "clean" : "branded";
}

/** Which cut a network gets: the one that the kit names, or else what the network's own rules allow. */
export function cutFor(kit: Pick<Kit, "video">, network: string): Cut {
  return kit.video?.cuts?.[network as KitNetwork] ?? usualCut(network);
}

/**
 * The cuts that videos for these networks need, at least one. The first is the video's own file: the branded one, unless
 * every network gets the clean one.
 */
export function cutsFor(kit: Pick<Kit, "video">, networks: readonly string[]): [Cut, ...Cut[]] {
  const needed = cuts.filter((cut) => networks.some((network) => cutFor(kit, network) === cut));
  const [first, ...others] = needed;
  return first === undefined ? ["branded"] : [first, ...others];
}

/** What of this is not what the networks' rules would give: all that a kit has to say. */
export function unusualCuts(wanted: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(wanted).filter(([network, cut]) => cut !== usualCut(network)));
}
