import { randomUUID } from "node:crypto";
import { asJson, type Db } from "#db/database.ts";

/**
 * The shared cast of tests: Nordlys Coffee's workspace and brand, a product, the persona Maja, the reviewer Rune, a
 * Showcase connection, and a launched brief. Rows only; no files are made.
 */
export async function castOf(db: Db, name = "nordlys") {
  const slug = `${name}-${randomUUID().slice(0, 8)}`;
  const workspace = await db
    .insertInto("workspaces")
    .values({ name: "Nordlys", slug })
    .returningAll()
    .executeTakeFirstOrThrow();
  const reviewer = await db
    .insertInto("users")
    .values({ id: randomUUID(), name: "Rune", email: `rune@${slug}.test`, emailVerified: true, image: null })
    .returningAll()
    .executeTakeFirstOrThrow();
  await db.insertInto("members").values({ workspaceId: workspace.id, userId: reviewer.id, role: "owner" }).execute();
  const brand = await db
    .insertInto("brands")
    .values({ workspaceId: workspace.id, slug, name: "Nordlys Coffee", zone: "Europe/Oslo" })
    .returningAll()
    .executeTakeFirstOrThrow();
  const owned = { brandId: brand.id };
  await db
    .insertInto("scheduleSlots")
    .values([
      { ...owned, weekday: 1, minute: 540 },
      { ...owned, weekday: 4, minute: 1080 },
    ])
    .execute();
  const product = await db
    .insertInto("products")
    .values({
      ...owned,
      handle: "morning-roast",
      title: "Morning roast",
      description: "A light roast for filter coffee.",
      benefits: asJson(["Sweet without sugar"]),
      facts: asJson(["Roasted in Tromsø"]),
      priceCents: 1490,
      currency: "EUR",
      url: "https://nordlys.example/morning-roast",
      source: "kit",
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const persona = await db
    .insertInto("personas")
    .values({
      ...owned,
      name: "Maja",
      bible: asJson({
        audience: "Home brewers",
        look: {},
        speechStyle: "warm",
        opinions: ["Coffee is better slow"],
        taboos: ["politics"],
        voiceOver: "",
        backstory: "",
      }),
      portrait: asJson({ style: "avataaars", seed: "maja", options: {} }),
      voice: "slt",
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const connection = await db
    .insertInto("connections")
    .values({ ...owned, channel: "showcase", handle: slug, name: "Nordlys Showcase", settings: asJson({}) })
    .returningAll()
    .executeTakeFirstOrThrow();
  const brief = await db
    .insertInto("briefs")
    .values({
      ...owned,
      name: "Spring launch",
      goal: "Sell the morning roast",
      audience: "Home brewers",
      productId: product.id,
      proofPoints: asJson([]),
      mustSay: asJson([]),
      neverSay: asJson([]),
      tone: "warm",
      hooks: asJson(["question", "myth"]),
      angles: asJson(["taste"]),
      channels: asJson(["showcase"]),
      locales: asJson(["en"]),
      ratios: asJson(["9:16"]),
      lengths: asJson([20]),
      maxVariants: 12,
      seed: "spring",
      createdBy: reviewer.id,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await db
    .insertInto("briefPersonas")
    .values({ ...owned, briefId: brief.id, personaId: persona.id, position: 0 })
    .execute();
  await db
    .insertInto("briefLaunches")
    .values({ ...owned, briefId: brief.id, launchedBy: reviewer.id, variants: 1 })
    .execute();
  return { workspace, reviewer, brand, product, persona, connection, brief };
}
export type Cast = Awaited<ReturnType<typeof castOf>>;

/** A variant of the cast's brief with its script and one finished video that waits for review. */
export async function addVideo(db: Db, cast: Cast, position = 0, hook = "question") {
  const owned = { brandId: cast.brand.id };
  const variant = await db
    .insertInto("variants")
    .values({
      ...owned,
      briefId: cast.brief.id,
      personaId: cast.persona.id,
      productId: cast.product.id,
      position,
      angle: `taste ${position}`,
      hook,
      locale: "en",
      ratio: "9:16",
      lengthSeconds: 20,
      cta: "Shop the roast",
      state: "in-review",
      progress: 1,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const script = await db
    .insertInto("scripts")
    .values({
      ...owned,
      variantId: variant.id,
      version: 1,
      script: asJson({
        title: "Slow mornings",
        scenes: [
          {
            beat: "hook",
            shot: "talking-head",
            line: "Is your coffee in a hurry?",
            onScreen: "In a hurry?",
            start: 0,
            end: 3,
          },
          {
            beat: "cta",
            shot: "talking-head",
            line: "Have a look at the morning roast.",
            onScreen: null,
            start: 3,
            end: 6,
          },
        ],
        cta: "Shop the roast",
        caption: "Slow mornings, light roast.",
        hashtags: ["coffee"],
      }),
      writer: "house",
      seed: "spring",
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const video = await db
    .insertInto("videos")
    .values({
      ...owned,
      variantId: variant.id,
      scriptId: script.id,
      version: 1,
      tier: "final",
      provider: "animatic",
      file: `brands/${cast.brand.id}/videos/${variant.id}-1.mp4`,
      poster: `brands/${cast.brand.id}/videos/${variant.id}-1.jpg`,
      captions: `brands/${cast.brand.id}/videos/${variant.id}-1.vtt`,
      sha256: randomUUID().replaceAll("-", "").repeat(2),
      bytes: 2_000_000,
      seconds: 20,
      width: 1080,
      height: 1920,
      label: "AI-generated · Ad",
      storyboard: asJson({}),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { variant, script, video };
}
