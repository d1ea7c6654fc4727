import { parseArgs } from "node:util";
import { listHeldPosts } from "#db/queries/posts.ts";
import { showcaseNetwork } from "#db/queries/showcase.ts";
import { createChannels } from "#providers/channels/index.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { openDispatch } from "#server/open-engine.ts";
import { releasePosts } from "#studio/posts/hold.ts";
import { postScheduled } from "#workflows/events.ts";
import { type Noun, UsageError } from "./command.ts";
import { getBrandOf, operatorIn } from "./scope.ts";

const words = {
  scheduled: "goes out at its time",
  published: "was out already",
  late: "is late: send it again in the app",
} as const;

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
        const tell = (trx: typeof db, scheduled: Parameters<typeof postScheduled.create>[0]) =>
          dispatch(trx, postScheduled.create(scheduled));
        const ids = held.map(({ id }) => id);
        const releases = await releasePosts(press, { brandId: brand.id, by }, ids, tell);
        for (const release of releases) {
          if ("refused" in release) desk.complain(`${release.postId}  ${release.refused}`);
          else desk.say(`${release.postId}  ${words[release.outcome]}`);
        }
        if (held.length === 0) desk.say(`${brand.name} has no posts that are held back.`);
        return releases.some((release) => "refused" in release) ? 1 : 0;
      });
    },
  },
};
