import { changeClip } from "#db/queries/playground.ts";
import { filmClip } from "#studio/playground/clip.ts";
import type { Stage } from "#studio/videos/render-video.ts";
import type { Client } from "./client.ts";
import { clipRequested } from "./events.ts";
import { orGiveUp, sentenceOf } from "./failures.ts";
import { type Archive, inside } from "./inside.ts";

/**
 * Films a shot of the playground. Safe to repeat: a clip that stands is left alone. One at a time for each brand, so that
 * playing never holds up the brand's videos for long; a clip whose run is gone is made when somebody presses Run again.
 */
export const filmPlaygroundClip = (inngest: Client, house: Archive & Stage) =>
  inngest.createFunction(
    {
      id: "film-playground-clip",
      triggers: [clipRequested],
      concurrency: { limit: 1, key: "event.data.brandId" },
      retries: 1,
      onFailure: async ({ event, step, error }) => {
        const ref = event.data.event.data as { workspaceId: string; brandId: string; clipId: string };
        await step.run("say-why", () =>
          changeClip(inside(house, ref).db, ref.brandId, ref.clipId, { state: "failed", failure: sentenceOf(error) }),
        );
      },
    },
    async ({ event, step }) => {
      const { workspaceId, brandId, clipId } = event.data;
      await step.run("film", () => orGiveUp(filmClip(inside(house, event.data), workspaceId, brandId, clipId)));
      return { clipId };
    },
  );
