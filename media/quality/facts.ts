import type { Inspection } from "../inspect.ts";
import type { Storyboard } from "../storyboard.ts";
import type { Fingerprint } from "./fingerprint.ts";
import type { Network } from "./networks.ts";

/** Another video of the brand that this one is held against. `name` is how people know it. */
export type Neighbour = { name: string; fingerprint: Fingerprint };

/** What a video is held against that is not in the file: what it was made from, and where it is to go. */
export type Rules = {
  board: Storyboard;
  /** The shortest and longest that the brief's format allows, in seconds. */
  minSeconds: number;
  maxSeconds: number;
  networks: readonly Network[];
  /** Words that are right in this brand's texts, whatever a dictionary says: names of brand, products and personas. */
  lexicon: readonly string[];
  /** The language of the texts, such as en or en-GB. */
  locale: string;
  neighbours: readonly Neighbour[];
  /** What the file should say of where it comes from; undefined when nothing was written. */
  provenance?: ProvenanceWanted | undefined;
  /** What a transcriber heard, where there is one; and why it did not, when it was out of order. */
  transcript?: string | undefined;
  unheard?: string | null;
};

/** The digital source type that was written into a file, and whether it was signed. */
export type ProvenanceWanted = { digitalSourceType: string; signed: boolean };

/** Everything that the gates look at. */
export type Facts = Rules & { found: Inspection };
