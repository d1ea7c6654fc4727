import { z } from "zod";
import type { Portrait } from "#media/storyboard.ts";
import { ProviderError } from "#providers/errors.ts";
import { readSettings } from "#providers/text/settings.ts";
import type { ImageProvider } from "./contract.ts";
import { createDicebear } from "./dicebear.ts";
import { createOpenAiImages } from "./openai.ts";
import { openAiImageSettings } from "./openai-settings.ts";

type Source = Record<string, string | undefined>;
type Draw = (face: Portrait, options: { size: number }) => Uint8Array;

const choice = z.object({
  IMAGE_PROVIDER: z.string().default("dicebear"),
});

/** Every source of pictures. A new one is a file beside this and a line here. */
const vendors: Record<string, (source: Source, draw: Draw) => ImageProvider> = {
  dicebear: (_, draw) => createDicebear(draw),
  openai: (source) => createOpenAiImages(readSettings(openAiImageSettings, source)),
};

/** The source of pictures that the environment chooses with `IMAGE_PROVIDER`; the drawn portraits unless told otherwise. */
export function chooseImages({ source }: { source: Source }, draw: Draw): ImageProvider {
  const { IMAGE_PROVIDER: wanted } = choice.parse(source);
  const create = Object.hasOwn(vendors, wanted) ? vendors[wanted] : undefined;
  if (!create) {
    const known = Object.keys(vendors).join(", ");
    throw new ProviderError("misconfigured", `IMAGE_PROVIDER is "${wanted}"; it must be one of ${known}.`);
  }
  return create(source, draw);
}

/** The variables that a picture model still wants before it can be offered, for the page that says so. */
export function missingForImages({ source }: { source: Source }): string[] {
  const parsed = openAiImageSettings.safeParse(source);
  const missing = parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path[0]));
  return source.IMAGE_PROVIDER === "openai" ? missing : ["IMAGE_PROVIDER=openai", ...missing];
}
