import { NotFound } from "#config/errors.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An id that came from an address or a form. What cannot be a row's id is simply not found, and never reaches SQL. */
export function asId(what: string, id: string): string {
  if (!isId(id)) throw new NotFound(what, id);
  return id;
}

/** Whether a text can be a row's id at all: for a `find…`, where an impossible id means that there is no such row. */
export function isId(id: string): boolean {
  return uuid.test(id);
}
