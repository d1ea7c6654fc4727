import type { LoaderFunctionArgs } from "@remix-run/node";
import { showFeed } from "../showcase/feed.server.tsx";

/** One post of the public feed, for links and previews; the rest of the feed follows it. */
export const loader = (args: LoaderFunctionArgs) => showFeed(args);
