import OpenAI, { toFile } from "openai";
import type { ImagesResponse } from "openai/resources/images";
import { ProviderError } from "#providers/errors.ts";
import { translateOpenAiFailure } from "#providers/openai-failures.ts";
import type { ImageProvider, ImageRequest, ImageShape } from "./contract.ts";
import type { OpenAiImageSettings } from "./openai-settings.ts";

/** Sizes that every picture model of OpenAI's takes. */
const sizes = { square: "1024x1024", upright: "1024x1536", wide: "1536x1024" } as const satisfies Record<
  ImageShape,
  string
>;
/** An edit takes at most so many pictures. */
const mostReferences = 16;

/**
 * OpenAI's picture models. A picture that is to agree with others is an edit of them, which is how a persona stays the same
 * person from every side. Nothing is asked for twice: a POST has no key that would make that safe to pay for.
 */
export function createOpenAiImages(settings: OpenAiImageSettings): ImageProvider {
  const { OPENAI_IMAGE_MODEL: model, OPENAI_IMAGE_TIMEOUT_SECONDS: timeoutSeconds } = settings;
  const client = new OpenAI({
    apiKey: settings.OPENAI_API_KEY,
    baseURL: settings.OPENAI_BASE_URL,
    maxRetries: 0,
    timeout: timeoutSeconds * 1000,
  });
  const party = {
    ...{ who: "The picture model", what: "picture", model: "OPENAI_IMAGE_MODEL", timeoutSeconds },
    without: "set IMAGE_PROVIDER=dicebear",
    instead: "Change the look and ask again.",
  };
  const priceMicros = Math.round(settings.OPENAI_IMAGE_COST * 1e6);

  async function ask({ prompt, shape, references }: ImageRequest): Promise<ImagesResponse> {
    const wanted = { model, prompt, size: sizes[shape], n: 1, quality: settings.OPENAI_IMAGE_QUALITY };
    const options = { signal: AbortSignal.timeout(timeoutSeconds * 1000) };
    if (references.length === 0) return client.images.generate(wanted, options);
    const image = await Promise.all(
      references
        .slice(0, mostReferences)
        .map(({ bytes, mime }, index) => toFile(bytes, `${index + 1}.${mime.slice("image/".length)}`, { type: mime })),
    );
    return client.images.edit({ ...wanted, image }, options);
  }

  return {
    id: "openai",
    priceMicros,
    subjects: ["portrait", "set", "product"],
    async make(request) {
      const answer = await ask(request).catch((error: unknown) => {
        throw translateOpenAiFailure(error, party);
      });
      const costMicros = costOf(answer, settings, priceMicros);
      const encoded = answer.data?.[0]?.b64_json;
      const bytes = encoded ? Buffer.from(encoded, "base64") : undefined;
      if (!bytes?.length) {
        const message = "The picture model answered without a picture. The picture will be asked for again.";
        throw new ProviderError("retry", message).having(answer.data?.length ? costMicros : 0);
      }
      return { bytes: new Uint8Array(bytes), provider: "openai", model, costMicros };
    },
  };
}

/** By tokens where the server counts them and they have a price; by the picture otherwise. */
function costOf({ usage }: ImagesResponse, settings: OpenAiImageSettings, priceMicros: number): number {
  const { OPENAI_IMAGE_INPUT_COST_PER_MTOK: input = 0, OPENAI_IMAGE_OUTPUT_COST_PER_MTOK: output } = settings;
  if (!usage || output === undefined) return priceMicros;
  return Math.round(usage.input_tokens * input + usage.output_tokens * output);
}
