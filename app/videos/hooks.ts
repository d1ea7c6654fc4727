import type { HookType } from "#providers/text/contract.ts";

/** The ways a video can open, in the marketer's words, with what each is good for. */
export const hooks: Record<HookType, { name: string; does: string }> = {
  question: { name: "Question", does: "Asks something the viewer answers without meaning to." },
  problem: { name: "Problem", does: "Names an annoyance they know, then shows a way out." },
  "bold-claim": { name: "Bold opinion", does: "Takes a side. People agree or argue, and both stay." },
  myth: { name: "Myth", does: "Takes something many believe and corrects it." },
  demo: { name: "Demo", does: "Shows the product from the very first second." },
  listicle: { name: "List", does: "Counts reasons, which keeps people to the end." },
};

/** A hook's name; an unknown one is shown as it is stored. */
export function hookName(hook: string): string {
  return hooks[hook as HookType]?.name ?? hook;
}
