import { parseArgs } from "node:util";
import { Refused } from "#config/errors.ts";
import { listHeldPosts } from "#db/queries/posts.ts";
import { showcaseNetwork } from "#db/queries/showcase.ts";
import { createChannels } from "#providers/channels/index.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { openDispatch } from "#server/open-engine.ts";
import { releasePost } from "#studio/posts/hold.ts";
import { postScheduled } from "#workflows/events.ts";
import { type Noun, UsageError } from "./command.ts";
import { getBrandOf, operatorIn } from "./scope.ts";

export const posts: Noun = {
  release: {
    usage: "--brand <slug> [--workspace <slug>]",
    does: "Lets the posts go out that a restore held back, after a look that they are not out already",
    async run(args, desk) {
      const { values } = parseArgs({ args, options: { brand: { type: "string" }, workspace: { type: "string" } } });
      const slug = values.brand;
      if (slug === undefined) throw new UsageError("Say which brand's, with --brand <slug>.");
      return desk.withDatabase(async (database) => {
        const { db } = database;
        const brand = await getBrandOf(db, slug, values.workspace);
        const dispatch = await openDispatch(desk.env, database);
        const channels = createChannels({ showcase: showcaseNetwork(db, desk.env.publicUrl ?? "") });
        const press = { db, files: createFileStore(desk.env), channels };
        const by = operatorIn(brand.workspaceId);
        const held = await listHeldPosts(db, brand.id);
        let stuck = 0;
        for (const { id, scheduledAt } of held) {
          try {
            const scheduled = await releasePost(press, brand.id, by, id);
            if (scheduled) await dispatch(db, postScheduled.create(scheduled));
            desk.say(`${id}  ${scheduled ? `goes out at ${scheduledAt.toISOString()}` : "is settled"}`);
          } catch (error) {
            if (!(error instanceof Refused)) throw error;
            desk.complain(`${id}  ${error.message}`);
            stuck += 1;
          }
        }
        if (held.length === 0) desk.say(`${brand.name} has no posts that are held back.`);
        return stuck === 0 ? 0 : 1;
      });
    },
  },
};
