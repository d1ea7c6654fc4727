import type { HookType } from "#providers/text/contract.ts";
import types from "#providers/text/house/hook-types.json" with { type: "json" };

/** The ways a video can open, in the marketer's words: what each is good for, and what makes it work. */
export const hooks: Record<HookType, { name: string; does: string; works: string }> = types;

/** A hook's name; an unknown one is shown as it is stored. */
export function hookName(hook: string): string {
  return hooks[hook as HookType]?.name ?? hook;
}
