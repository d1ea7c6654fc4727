import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Kit } from "#brand-kits/schema.ts";
import { asJson } from "#db/database.ts";
import { getPost } from "#db/queries/posts.ts";
import { showcaseNetwork } from "#db/queries/showcase.ts";
import { registryOf } from "#providers/channels/index.ts";
import { createShowcase, type ShowcaseNetwork } from "#providers/channels/showcase.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { addVideo, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase } from "#tests/harness/database.ts";
import { armPost, beginPost, checkPost, type PostRef, type Press, uploadPost } from "./publish.ts";
import { schedulePost } from "./schedule.ts";

const kit: Kit = {
  name: "Nordlys Coffee",
  slug: "nordlys",
  tagline: "Light for dark mornings",
  site: "https://nordlys.example",
  zone: "Europe/Oslo",
  palette: { background: "#fbf7f1", surface: "#ffffff", text: "#17121c", primary: "#1f4d3a", accent: "#ff5b3a" },
  fonts: { display: { family: "Bricolage", file: "display.ttf" }, text: { family: "Inter", file: "text.ttf" } },
  logo: "logo.svg",
  voice: "voice.md",
  claims: { allowed: [], needEvidence: [], banned: [] },
  disclosure: { ai: "AI-generated", paid: "Ad" },
  cta: { text: "Shop the roast", link: "https://nordlys.example/shop" },
  schedule: ["mon 09:00"],
  products: [
    {
      handle: "morning-roast",
      title: "Morning roast",
      description: "A light roast for filter coffee.",
      benefits: ["Sweet without sugar"],
      facts: ["Roasted in Tromsø"],
      price: { amount: 14.9, currency: "EUR" },
      link: "https://nordlys.example/morning-roast",
      picture: null,
    },
  ],
  licences: [],
};

/**
 * The press of tests: a database with the cast and a kit, files on disk, and the real Showcase behind `network`, which
 * a test may spoil. Call `close` in `afterAll`.
 */
export async function openPress(spoil: (network: ShowcaseNetwork) => ShowcaseNetwork = (network) => network) {
  const database = await createTestDatabase();
  const { db } = database;
  const folder = await mkdtemp(path.join(tmpdir(), "troupe-press-"));
  const files = createFileStore({ dataDir: folder });
  const network = showcaseNetwork(db, "https://troupe.test");
  const channels = registryOf([createShowcase(spoil(network))]);
  const press: Press = { db, files, channels };
  const cast = await castOf(db);
  const owned = { brandId: cast.brand.id };
  await db
    .insertInto("brandKits")
    .values({ ...owned, version: 1, kit: asJson(kit), voice: "Warm.", folder: "kits/1", sha256: "0" })
    .execute();
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
      cast.reviewer.id,
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
    ...database,
    ...press,
    press,
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
