const here = "http://here.invalid";

/**
 * Where to go after signing in: a path of this studio as it was asked for, or undefined. Anything a browser would take
 * for another site (`//evil`, `/\evil`, `https:`, control characters) is undefined, and so are sign-in and sign-out,
 * which would loop.
 */
export function findReturnPath(wanted: unknown): string | undefined {
  if (typeof wanted !== "string" || !/^\/(?![/\\])/.test(wanted) || /[\p{Cc}\\]/u.test(wanted)) return undefined;
  if (!URL.canParse(wanted, here)) return undefined;
  const url = new URL(wanted, here);
  if (url.origin !== here || url.pathname.startsWith("//") || /^\/sign-(in|out)\b/.test(url.pathname)) return undefined;
  return url.pathname + url.search;
}
