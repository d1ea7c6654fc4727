/**
 * Zod makes faster checks with `new Function` where that is allowed, and finds out by trying. Our policy for content
 * forbids it, so that the try itself would be reported as a breach. Imported by the root, which runs before every page's
 * own module and its schemas; `z.config({ jitless: true })` would bring zod to pages that do not need it.
 */
if (typeof document !== "undefined") Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

export {};
