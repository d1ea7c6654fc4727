import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { getPost } from "#db/queries/posts.ts";
import { showcaseNetwork } from "#db/queries/showcase.ts";
import type { Within } from "#db/scope.ts";
import { registryOf } from "#providers/channels/index.ts";
import { createShowcase, type ShowcaseNetwork } from "#providers/channels/showcase.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { actorOf } from "#tests/harness/actor.ts";
import { addVideo, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase } from "#tests/harness/database.ts";
import { addKit } from "#tests/harness/kit.ts";
import { armPost, beginPost, checkPost, type PostRef, type Press, uploadPost } from "./publish.ts";
import { schedulePost } from "./schedule.ts";

/**
 * The press of tests: a database with the cast and a kit, files on disk, and the real Showcase behind `network`, which
 * a test may spoil. Call `close` in `afterAll`.
 */
export async function openPress(spoil: (network: ShowcaseNetwork) => ShowcaseNetwork = (network) => network) {
  const database = await createTestDatabase();
  const { db, within } = database;
  const folder = await mkdtemp(path.join(tmpdir(), "troupe-press-"));
  const files = createFileStore({ dataDir: folder });
  const network = showcaseNetwork(db, "https://troupe.test");
  const channels = registryOf([createShowcase(spoil(network))]);
  const cast = await castOf(db);
  // As in the studio: what publishes sees one workspace. What a test prepares and looks at, it does as the owner.
  const press: Press & { within: Within } = { db: within(cast.workspace.id), within, files, channels };
  const owned = { brandId: cast.brand.id };
  await addKit(db, cast);
  let position = 0;

  async function filmed() {
    const made = await addVideo(db, cast, position++);
    const bytes = new TextEncoder().encode(`video ${made.video.id}`);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    await files.save(made.video.file, { bytes });
    await db.updateTable("videos").set({ sha256, bytes: bytes.length }).where("id", "=", made.video.id).execute();
    return { ...made, video: { ...made.video, sha256 } };
  }

  async function approved() {
    const made = await filmed();
    const { id: videoId, variantId, sha256 } = made.video;
    await db
      .insertInto("decisions")
      .values({ ...owned, videoId, variantId, decision: "approved", sha256, decidedBy: cast.reviewer.id, note: null })
      .execute();
    return made;
  }

  /** A post of a new approved video, due now. */
  async function due(): Promise<PostRef & { videoId: string }> {
    const { video } = await approved();
    const ref = await schedulePost(
      db,
      cast.brand.id,
      actorOf(cast.reviewer.id),
      { videoId: video.id, at: null, zone: "" },
      channels,
    );
    const scheduledAt = new Date(Date.now() - 1000);
    await db.updateTable("posts").set({ scheduledAt }).where("id", "=", ref.postId).execute();
    return { brandId: cast.brand.id, postId: ref.postId, scheduledAt: scheduledAt.toISOString(), videoId: video.id };
  }

  /** A post that is uploaded and waits to be told. */
  async function armed() {
    const ref = await due();
    for (const step of [armPost, beginPost, uploadPost, checkPost]) await step(press, ref);
    return ref;
  }

  return {
    ...press,
    ...database,
    press,
    /** Who acts in the brand's workspace, from the command line. */
    by: actorOf(null, cast.workspace.id),
    network,
    cast,
    filmed,
    approved,
    due,
    armed,
    read: (ref: PostRef) => getPost(db, ref.brandId, ref.postId),
    /** How many times the Showcase shows a post. */
    shown: async (ref: PostRef) => {
      const rows = await db
        .selectFrom("showcasePosts")
        .select("withdrawnAt")
        .where("postId", "=", ref.postId)
        .execute();
      return rows.filter((row) => row.withdrawnAt === null).length;
    },
    /** Makes what was told to a network as old as that many seconds. */
    age: (ref: PostRef, seconds: number) =>
      database.pool.query(
        "update post_attempts set started_at = now() - make_interval(secs => $1) where post_id = $2",
        [seconds, ref.postId],
      ),
    close: async () => {
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
