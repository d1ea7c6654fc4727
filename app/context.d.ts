import type { House } from "#server/house.ts";

/** What loaders and actions get as `context`, and how single fetch types what they return. */
declare module "@remix-run/node" {
  interface AppLoadContext extends House {}
  interface Future {
    v3_singleFetch: true;
  }
}
