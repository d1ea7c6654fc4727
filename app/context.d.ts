import type { House } from "#server/house.ts";

/** What loaders and actions get as `context`, and how single fetch types what they return. */
declare module "@remix-run/node" {
  interface AppLoadContext extends Omit<House, "db"> {
    /**
     * The database with every workspace in it: for signing in, and for addresses that are open to everybody. Whoever is
     * signed in gets the `db` of their workspace from `requireUser` or `requireBrand`.
     */
    everywhere: House["db"];
  }
  interface Future {
    v3_singleFetch: true;
  }
}
