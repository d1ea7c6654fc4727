import type { SerializeFrom } from "@remix-run/node";
import type { loader } from "../routes/b.$brand.videos.$videoId._index.tsx";

/** What the page of one video is given. */
export type VideoPage = SerializeFrom<typeof loader>;
