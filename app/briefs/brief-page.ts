import type { SerializeFrom } from "@remix-run/node";
import type { loader } from "../routes/b.$brand.briefs.$briefId._index.tsx";

/** What the page of one brief is given. */
export type BriefPage = SerializeFrom<typeof loader>;
export type VariantTile = BriefPage["variants"][number];
