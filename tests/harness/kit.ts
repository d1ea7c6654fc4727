import type { Kit } from "#brand-kits/schema.ts";
import { asJson, type Db } from "#db/database.ts";
import type { Cast } from "./cast.ts";

/** The kit of the shared cast's brand, as its kit.yaml would have it. Its files do not exist. */
export const kitOfCast: Kit = {
  name: "Nordlys Coffee",
  slug: "nordlys-coffee",
  tagline: "Light roasts for long mornings",
  site: "https://nordlys.example",
  zone: "Europe/Oslo",
  palette: { background: "#10202e", surface: "#1b3448", text: "#f6f0e4", primary: "#f4a95b", accent: "#6fe0b7" },
  fonts: { display: { family: "Display", file: "fonts/d.ttf" }, text: { family: "Text", file: "fonts/t.ttf" } },
  logo: "logo.png",
  voice: "voice.md",
  claims: { allowed: ["Roasted in Tromsø"], needEvidence: ["Compostable bag"], banned: ["detox", "healthy"] },
  disclosure: { ai: "AI-generated", paid: "Ad" },
  cta: { text: "Find your roast", link: "https://nordlys.example/coffee" },
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

/** Gives the cast's brand its kit. */
export async function addKit(db: Db, cast: Cast): Promise<void> {
  await db
    .insertInto("brandKits")
    .values({
      brandId: cast.brand.id,
      version: 1,
      kit: asJson(kitOfCast),
      voice: "Plain and unhurried.",
      folder: "kits/nordlys/1",
      sha256: "0".repeat(64),
    })
    .execute();
}
