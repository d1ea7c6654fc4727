import type { Portrait } from "#media/storyboard.ts";

/** What a picture shows: a persona, the room that it films in, or a product in its hand. */
export type ImageSubject = "portrait" | "set" | "product";

/** The shapes that pictures come in; every vendor turns them into sizes of its own. */
export type ImageShape = "square" | "upright" | "wide";

/** A picture that another one is to agree with. */
export type ReferenceImage = { bytes: Uint8Array; mime: "image/png" | "image/jpeg" | "image/webp" };

/**
 * A picture to be made. `references` come in order of importance; the first is the one whose face, hair and clothes stay.
 * `face` is the drawn portrait of the persona, for who can draw nothing else.
 */
export type ImageRequest = {
  subject: ImageSubject;
  prompt: string;
  shape: ImageShape;
  references: ReferenceImage[];
  face?: Portrait;
};

/** A finished picture as its file's bytes, not yet looked at; `costMicros` are millionths of a US dollar. */
export type MadeImage = { bytes: Uint8Array; provider: string; model: string | null; costMicros: number };

/**
 * A source of pictures. Fails with `ProviderError`, which also says what was spent: "reject" for a refusal by a content
 * policy or a request that it cannot take, "retry" for overload, outage, time-out and answers without a picture,
 * "misconfigured" for a wrong key or model.
 */
export type ImageProvider = {
  id: string;
  /** What one picture is expected to cost, in millionths of a US dollar: for showing before anything is spent. */
  priceMicros: number;
  subjects: readonly ImageSubject[];
  make(request: ImageRequest): Promise<MadeImage>;
};
