import type { Kit } from "#brand-kits/schema.ts";
import type { EndCardWords } from "#media/samples.ts";
import type { Look } from "#media/storyboard.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { burntLabel, factsOf } from "#studio/disclosure/labels.ts";
import { shownLink } from "#studio/shots/storyboard.ts";
import type { BrandKit } from "./current-kit.ts";

/** A kit as pictures are drawn with it, its files on this machine. Fails with `NotFound` when one of them is gone. */
export async function lookOfKit(files: FileStore, { kit, folder }: BrandKit): Promise<Look> {
  const file = (name: string) => files.localPath(`${folder}/${name}`);
  return {
    brandName: kit.name,
    palette: kit.palette,
    displayFont: { family: kit.fonts.display.family, file: await file(kit.fonts.display.file) },
    textFont: { family: kit.fonts.text.family, file: await file(kit.fonts.text.file) },
    logo: await file(kit.logo),
  };
}

/** What stands on the end cards of a kit's videos, with the label of a video that nobody real is in. */
export function endCardWords(kit: Pick<Kit, "cta" | "disclosure">): EndCardWords {
  return { cta: kit.cta.text, link: shownLink(kit.cta.link), label: burntLabel(kit, factsOf("synthetic")) };
}
