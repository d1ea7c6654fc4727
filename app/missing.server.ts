import { NotFound } from "#config/errors.ts";

/** For a loader's queries, `getBrief(…).catch(orMissing)`: a row that is not there becomes the 404 page. */
export function orMissing(error: unknown): never {
  if (error instanceof NotFound) {
    throw new Response(`There is no such ${error.what} here. It may have been removed.`, { status: 404 });
  }
  throw error;
}
