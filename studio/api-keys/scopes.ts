import type { BrandVerb } from "../members/permissions.ts";

type Opening = {
  /** What of the permission table a key with this scope may do, as far as whoever it acts for may. */
  verbs: readonly BrandVerb[];
  /** Ends the sentence "It may …". */
  does: string;
};

/** Everything that a key can be allowed to do. A key without a scope may do nothing; writing does not bring reading along. */
const table = {
  "brands:read": { verbs: ["brand.read"], does: "see brands and their accounts" },
  "products:read": { verbs: ["brand.read"], does: "see products" },
  "products:write": { verbs: ["product.edit"], does: "add and change products" },
  "personas:read": { verbs: ["brand.read"], does: "see personas" },
  "personas:write": { verbs: ["persona.edit"], does: "add and change personas" },
  "briefs:read": { verbs: ["brand.read"], does: "see briefs" },
  "briefs:write": { verbs: ["brief.edit", "brief.launch"], does: "write, change and launch briefs" },
  "variants:read": { verbs: ["brand.read"], does: "see variants" },
  "variants:write": { verbs: ["variant.retry"], does: "have failed videos made again" },
  "videos:read": { verbs: ["brand.read"], does: "see and download videos" },
  "reviews:read": { verbs: ["brand.read"], does: "see the review queue and decisions" },
  "reviews:write": {
    verbs: ["video.approve", "video.return", "video.reject", "video.undo"],
    does: "approve videos, send them back, reject them and take that back",
  },
  "posts:read": { verbs: ["brand.read"], does: "see posts" },
  "posts:write": { verbs: ["post.schedule", "post.withdraw"], does: "plan, move and withdraw posts" },
  "readings:read": { verbs: ["results.read"], does: "see readings and results" },
  "readings:write": { verbs: ["results.refresh"], does: "ask the networks for new readings" },
} as const satisfies Record<string, Opening>;

export type Scope = keyof typeof table;
export const scopes = Object.keys(table) as [Scope, ...Scope[]];

export function isScope(text: string): text is Scope {
  return Object.hasOwn(table, text);
}

export function sayScope(scope: Scope): string {
  return table[scope].does;
}

/** Whether a scope opens a verb of the permission table at all. */
export function opens(scope: Scope, verb: BrandVerb): boolean {
  const { verbs }: Opening = table[scope];
  return verbs.includes(verb);
}

/** The resources of the API, in the order of the flow, with what can be allowed on each. */
export function listScopesByResource(): { resource: string; read: Scope; write: Scope | undefined }[] {
  return scopes
    .filter((scope) => scope.endsWith(":read"))
    .map((read) => {
      const resource = read.replace(":read", "");
      const write = `${resource}:write`;
      return { resource, read, write: isScope(write) ? write : undefined };
    });
}
