import { failPersonaPictures } from "#db/queries/persona-pictures.ts";
import { drawPicture, type Easel, listWaitingPictures } from "#studio/personas/reference-sheet.ts";
import type { Client } from "./client.ts";
import { sheetRequested } from "./events.ts";
import { orGiveUp, sentenceOf } from "./failures.ts";
import { type Archive, inside } from "./inside.ts";

/**
 * Draws the waiting pictures of a persona's reference sheet, one step each, the front first. Safe to repeat: one that stands
 * is left alone. A picture that was refused says so and stops no other; what concerns all of them ends the run.
 */
export const drawReferenceSheet = (inngest: Client, house: Archive & Easel) =>
  inngest.createFunction(
    {
      id: "draw-reference-sheet",
      triggers: [sheetRequested],
      concurrency: { limit: 1, key: "event.data.personaId" },
      retries: 2,
      onFailure: async ({ event, step, error }) => {
        const ref = event.data.event.data as { workspaceId: string; brandId: string; personaId: string };
        await step.run("say-why", () =>
          failPersonaPictures(inside(house, ref).db, ref.brandId, ref.personaId, sentenceOf(error)),
        );
      },
    },
    async ({ event, step }) => {
      const { brandId, personaId } = event.data;
      const easel = inside(house, event.data);
      const waiting = await step.run("list", () => listWaitingPictures(easel.db, brandId, personaId));
      for (const id of waiting) await step.run(`draw-${id}`, () => orGiveUp(drawPicture(easel, brandId, id)));
      return { pictures: waiting.length };
    },
  );
