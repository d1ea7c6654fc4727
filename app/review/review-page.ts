import type { SerializeFrom } from "@remix-run/node";
import type { loader } from "../routes/b.$brand.review.$videoId.tsx";

/** What the page of one waiting video is given. */
export type ReviewPage = SerializeFrom<typeof loader>;
