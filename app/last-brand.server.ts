import { createCookie } from "@remix-run/node";

/** The slug of the brand last worked for, so that Home and Settings lead back to it. A convenience; it grants nothing. */
export const lastBrandCookie = createCookie("troupe-brand", {
  httpOnly: true,
  sameSite: "lax",
  path: "/",
  maxAge: 60 * 60 * 24 * 90,
});

/** The brand last worked for when it is still one of these, or else the first; undefined when there is none. */
export async function chooseBrand<T extends { slug: string }>(request: Request, brands: T[]): Promise<T | undefined> {
  const last: unknown = await lastBrandCookie.parse(request.headers.get("cookie"));
  return brands.find(({ slug }) => slug === last) ?? brands[0];
}

/** The id of the workspace last worked in, for people who belong to several. It sorts; it grants nothing. */
export const lastWorkspaceCookie = createCookie("troupe-workspace", {
  httpOnly: true,
  sameSite: "lax",
  path: "/",
  maxAge: 60 * 60 * 24 * 90,
});
