import { parseArgs } from "node:util";
import { listUnknownTakes } from "#db/queries/takes.ts";
import { sayMoney } from "#studio/ledger/money.ts";
import { settleUnknown } from "#studio/takes/stop-filming.ts";
import { type Noun, UsageError } from "./command.ts";
import { getBrandOf, operatorIn } from "./scope.ts";

const options = {
  brand: { type: "string" },
  workspace: { type: "string" },
  made: { type: "boolean" },
  "not-made": { type: "boolean" },
} as const;

export const takes: Noun = {
  unknown: {
    usage: "--brand <slug> [--workspace <slug>]",
    does: "Lists orders to video models of which nobody knows whether they arrived",
    async run(args, desk) {
      const { values } = parseArgs({ args, options });
      return desk.withDatabase(async ({ db }) => {
        const brand = await getBrandOf(db, brandOf(values.brand), values.workspace);
        const found = await listUnknownTakes(db, brand.id);
        for (const { id, model, sentAt, estimateMicros } of found) {
          desk.say(`${id}  ${model}  ${sentAt?.toISOString() ?? ""}  up to ${sayMoney(estimateMicros)}`);
        }
        if (found.length === 0) desk.say(`${brand.name} has no take whose fate is unknown.`);
        return 0;
      });
    },
  },
  settle: {
    usage: "<take> --made|--not-made --brand <slug> [--workspace <slug>]",
    does: "Says what became of such an order, after a look at the vendor's own list",
    async run(args, desk) {
      const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
      const [take] = positionals;
      if (take === undefined) throw new UsageError("Say which take, by the id that `takes unknown` lists.");
      if (values.made === values["not-made"]) throw new UsageError("Say whether it was made: --made or --not-made.");
      return desk.withDatabase(async ({ db }) => {
        const brand = await getBrandOf(db, brandOf(values.brand), values.workspace);
        const made = values.made === true;
        await settleUnknown(db, brand.id, operatorIn(brand.workspaceId), take, { made });
        desk.say(
          made ? "It counts as paid for. The shot may be filmed again." : "It costs nothing. The shot may be filmed.",
        );
        return 0;
      });
    },
  },
};

function brandOf(slug: string | undefined): string {
  if (slug === undefined) throw new UsageError("Say which brand's, with --brand <slug>.");
  return slug;
}
