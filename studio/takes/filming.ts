import type { Filmers } from "#providers/video/index.ts";
import type { Stage } from "../videos/render-video.ts";

/** How long things may take, in seconds. A test is quicker than a vendor. */
export type Pace = {
  /** Between looks at a run, in turn; the last one over and over. */
  looks: readonly number[];
  /** An order that was on its way for so long without an answer was not answered: the vendor's list is asked for it. */
  unansweredAfter: number;
  /** One that is not in the list by then is left to a person. */
  holdAfter: number;
  /** After its deadline a run is stopped; so much later nobody believes any more that the vendor will say so. */
  stopWithin: number;
  /** The vendor deletes what was made after an hour; what could not be fetched by then is lost. */
  fetchWithin: number;
};

export const vendorPace: Pace = {
  looks: [5, 5, 10, 10, 20, 30],
  unansweredAfter: 90,
  holdAfter: 600,
  stopWithin: 600,
  fetchWithin: 3500,
};

/** Who films, and how. `publicUrl` is where vendors reach the studio; `candidates` are made of each clip, and the best is shown. */
export type Filming = { filmers: Filmers; publicUrl: string; candidates: number; pace: Pace };

/** What filming takes. Without `filming` no video model is set up here. */
export type FilmStage = Stage & { filming?: Filming | undefined };

/** What following a take takes, once it is ordered. */
export type TakeDesk = Pick<FilmStage, "db" | "files" | "scratch"> & { filming: Filming };

/** The version of a variant's video that is being made. */
export type FilmRef = { workspaceId: string; brandId: string; variantId: string; version: number };

/** Where vendors tell of a take. */
export const takeWebhookPath = (takeId: string) => `/hooks/replicate/${takeId}`;
