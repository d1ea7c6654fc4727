import type { LoaderFunctionArgs } from "@remix-run/node";
import { showFeed } from "../showcase/feed.server.tsx";

/** The public feed of a brand. A document of its own, made here: see `renderDocument`. */
export const loader = (args: LoaderFunctionArgs) => showFeed(args);
