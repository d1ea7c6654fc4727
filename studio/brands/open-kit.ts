import { type KitTools, type LoadedKit, loadKit } from "#brand-kits/load.ts";
import { probePicture } from "#media/picture.ts";
import { type PersonaDraft, personaInput } from "../personas/input.ts";

/** What a kit may hold, as this studio knows it: our pictures, our personas. */
export const kitTools: KitTools<PersonaDraft> = { probePicture, persona: personaInput };

/** A kit's folder, read and checked. Throws `KitRefused` with every problem. */
export function openKit(folder: string): Promise<LoadedKit<PersonaDraft>> {
  return loadKit(folder, kitTools);
}
