import type { NewFinding } from "#db/queries/findings.ts";
import type { Script } from "#providers/text/contract.ts";
import type { Contradiction } from "../personas/canon.ts";

/**
 * What a reviewer of the video should know of its script, though it keeps nothing from being filmed: both sentences of each
 * contradiction, at its moment, that a before and after is shown, and that a second opinion was asked for and did not come.
 */
export function tellReviewers(
  variantId: string,
  script: Pick<Script, "scenes">,
  against: readonly Pick<Contradiction, "sentence" | "scene" | "before">[],
  unread: string | null,
): NewFinding[] {
  return [
    ...against.map(
      ({ sentence, scene, before }): NewFinding => ({
        ...{ variantId, gate: "canon", severity: "warn", atSeconds: script.scenes[scene]?.start ?? null },
        message: `“${sentence}” goes against what this persona has said before: “${before}”`,
      }),
    ),
    ...script.scenes.flatMap(({ shot, start, direction }): NewFinding[] =>
      shot === "before-after"
        ? [
            {
              ...{ variantId, gate: "claim", severity: "warn", atSeconds: start },
              message: `A before and after is shown (${direction?.replace(/^Cut to: /, "") ?? "two pictures"}). Look whether it is what a buyer can expect.`,
            },
          ]
        : [],
    ),
    ...(unread === null
      ? []
      : [
          {
            ...{ variantId, gate: "claim", severity: "info" as const },
            message: `The script was judged by the rules alone. No second opinion: ${unread}`,
          },
        ]),
  ];
}
