import { afterAll, beforeAll, expect, test } from "vitest";
import { ProviderError } from "#providers/errors.ts";
import { mendAndResend } from "./mend.ts";
import { openPress } from "./press.fixture.ts";
import { armPost, beginPost, checkPost, publishPostNow, uploadPost } from "./publish.ts";

let refusing = true;
let stage: Awaited<ReturnType<typeof openPress>>;
beforeAll(async () => {
  stage = await openPress((network) => ({
    ...network,
    publish: async (...args) => {
      if (refusing) throw new ProviderError("reject", "The Showcase does not take this caption.");
      return network.publish(...args);
    },
  }));
});
afterAll(() => stage.close());

async function failed() {
  refusing = true;
  const ref = await stage.armed();
  expect((await publishPostNow(stage.press, ref)).state).toBe("failed");
  refusing = false;
  return ref;
}

test("a failed post goes out once with its mended caption", async () => {
  const ref = await failed();
  const caption = "A calmer morning.\r\nAI-generated · Ad\n#coffee ";
  const again = await mendAndResend(stage.press, ref.brandId, stage.by, ref.postId, caption);
  for (const step of [armPost, beginPost, uploadPost, checkPost, publishPostNow]) await step(stage.press, again!);
  expect(await stage.read(ref)).toMatchObject({
    state: "published",
    caption: "A calmer morning.\nAI-generated · Ad\n#coffee",
  });
  expect(await stage.shown(ref)).toBe(1);
});

test("a caption that is empty or too long is refused in a sentence, and the post stays as it was", async () => {
  const ref = await failed();
  const before = await stage.read(ref);
  const mend = (caption: string) => mendAndResend(stage.press, ref.brandId, stage.by, ref.postId, caption);
  await expect(mend("  ")).rejects.toMatchObject({ code: "caption-empty", field: "caption" });
  await expect(mend(`AI-generated · Ad ${"x".repeat(20_000)}`)).rejects.toMatchObject({ code: "caption-too-long" });
  expect(await stage.read(ref)).toEqual(before);
});

test("a label that the network has no field for cannot be written away", async () => {
  const ref = await failed();
  const channel = stage.press.channels.get("showcase");
  const press = {
    ...stage.press,
    channels: { ...stage.press.channels, get: () => ({ ...channel, disclosureFields: { ai: null, paid: null } }) },
  };
  await expect(mendAndResend(press, ref.brandId, stage.by, ref.postId, "Just coffee")).rejects.toMatchObject({
    code: "caption-unlabelled",
    message: expect.stringContaining("AI-generated · Ad"),
  });
});

test("a mended caption goes through the claim gate like every other text", async () => {
  const ref = await failed();
  const before = await stage.read(ref);
  const mend = (caption: string) => mendAndResend(stage.press, ref.brandId, stage.by, ref.postId, caption);
  await expect(mend("I drink it every morning.\nAI-generated · Ad")).rejects.toMatchObject({
    code: "caption-claim",
    field: "caption",
    message: expect.stringContaining("“I drink it every morning.”"),
  });
  await expect(mend("The best coffee in Norway.\nAI-generated · Ad")).rejects.toMatchObject({ code: "caption-claim" });
  expect(await stage.read(ref)).toEqual(before);
});
