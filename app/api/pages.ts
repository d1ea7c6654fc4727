import { z } from "zod";
import { isId } from "#db/ids.ts";
import { about } from "./models.ts";
import { Problem } from "./problem.ts";

const most = 100;

/** What every list can be asked, beside its filters. */
export const pageQuery = {
  limit: about(
    "How many to answer at most.",
    z.coerce
      .number("Give a number")
      .int("Give a whole number")
      .min(1, "Ask for at least 1")
      .max(most, `Ask for ${most} at most`)
      .default(25),
  ),
  cursor: about(
    "Where the page before ended: its `next`. Good for this list only, and for as long as you like.",
    z.string().max(200).optional(),
  ),
};

/** A page of a list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    data: z.array(item),
    next: about("The cursor of the next page; null on the last one.", z.string().nullable()),
  });
}

/**
 * Reads one page and makes its cursor: one row more than wanted is asked for, to know whether there is a next page. A cursor is
 * the id of the last row shown, so that what is added or taken away meanwhile shifts nothing.
 *
 *     return readPage("products", query, (page) => listProducts(db, brand.id, page), toProduct, ({ id }) => id);
 */
export async function readPage<Row, T>(
  list: string,
  query: { limit: number; cursor?: string | undefined },
  read: (page: { after?: string; limit: number }) => Promise<Row[]>,
  show: (row: Row) => T,
  idOf: (row: Row) => string,
): Promise<{ data: T[]; next: string | null }> {
  const after = query.cursor === undefined ? {} : { after: readCursor(list, query.cursor) };
  const rows = await read({ ...after, limit: query.limit + 1 });
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return { data: shown.map(show), next: last && rows.length > shown.length ? makeCursor(list, idOf(last)) : null };
}

function makeCursor(list: string, id: string): string {
  return Buffer.from(`${list} ${id}`).toString("base64url");
}

function readCursor(list: string, cursor: string): string {
  const [of, id = ""] = Buffer.from(cursor, "base64url").toString().split(" ");
  if (of === list && isId(id)) return id;
  const message = "This is no cursor of this list. Take the `next` of a page as it is.";
  throw new Problem("invalid-request", message, { errors: [{ field: "/query/cursor", message }] });
}
