import type { SerializeFrom } from "@remix-run/node";
import type { loader } from "../routes/b.$brand.filming.$variantId.tsx";

/** What the page of a variant's filming is given. */
export type FilmingPage = SerializeFrom<typeof loader>;
