import type { Inspector } from "#media/inspector.ts";
import type { TextProvider } from "#providers/text/contract.ts";
import type { LanguageModel } from "#providers/text/language-model.ts";
import { writeScript } from "#studio/scripts/write-script.ts";
import type { FilmStage } from "#studio/takes/filming.ts";
import { checkVideo } from "#studio/videos/check-video.ts";
import { giveUpOnVariant } from "#studio/videos/give-up.ts";
import { renderVideo } from "#studio/videos/render-video.ts";
import type { Client } from "./client.ts";
import { variantRequested } from "./events.ts";
import { orGiveUp, sentenceOf } from "./failures.ts";
import { filmShots } from "./film-shots.ts";
import { type Archive, inside } from "./inside.ts";

/**
 * Takes one variant from nothing to a video in review: script, footage where the brief wants some, video, checks. Safe to
 * repeat: script and video are keyed by variant and version, shots by their content and takes by what was asked. Two at a time for each brand, so that a brand's hundred variants
 * leave room for another brand's one; a variant that fails says why in a sentence and stops nobody else.
 */
export const produceVariant = (
  inngest: Client,
  house: Archive &
    FilmStage & {
      writer: TextProvider;
      languageModel?: LanguageModel | undefined;
      /** Reads finished videos; without one, each check starts its own. */
      inspector?: Inspector | undefined;
    },
) =>
  inngest.createFunction(
    {
      id: "produce-variant",
      triggers: [variantRequested],
      concurrency: { limit: 2, key: "event.data.brandId" },
      retries: 2,
      onFailure: async ({ event, step, error }) => {
        const ref = event.data.event.data as { workspaceId: string; brandId: string; variantId: string };
        await step.run("say-why", () =>
          giveUpOnVariant(inside(house, ref).db, ref.brandId, ref.variantId, sentenceOf(error)),
        );
      },
    },
    async ({ event, step }) => {
      const { workspaceId, brandId, variantId, version, note } = event.data;
      const stage = inside(house, event.data);
      await step.run("write-script", () =>
        orGiveUp(writeScript(stage.db, stage.writer, brandId, variantId, { version, note }, stage.languageModel)).then(
          () => version,
        ),
      );
      const filmed = await filmShots(step, stage, { workspaceId, brandId, variantId, version });
      const videoId = await step.run("render-video", () =>
        orGiveUp(renderVideo(stage, brandId, variantId, version, filmed)),
      );
      const findings = await step.run("check-video", () => orGiveUp(checkVideo(stage, brandId, videoId)));
      return { videoId, findings };
    },
  );
