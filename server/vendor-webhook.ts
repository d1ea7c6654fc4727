import express from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import type { Logger } from "#config/logger.ts";
import type { Db } from "#db/database.ts";
import type { Filmers } from "#providers/video/index.ts";
import { takeMessage } from "#studio/takes/take-message.ts";
import type { Commit } from "#workflows/dispatch.ts";
import { takeChanged } from "#workflows/events.ts";

/** Where vendors of footage tell of a run; see `takeWebhookPath`. */
export const vendorWebhookPath = "/hooks/replicate/:takeId";

/** A message carries the whole prediction, its logs among them; what is more than this is none. */
const mostBytes = 512 * 1024;
/** Replicate repeats a message a few times at most; somebody without its secret guesses. */
const wrongPerMinute = 60;

/**
 * Takes in what Replicate tells: only what its secret signed in the last five minutes, each message once. Nothing of its
 * body is believed but which run it is about; whoever waits for the take asks for that run. A vendor that is not set up
 * here has no address.
 */
export function openVendorWebhook(house: {
  db: Db;
  commit: Commit;
  filming: { filmers: Filmers } | undefined;
  logger: Logger;
}): express.RequestHandler {
  const router = express.Router({ mergeParams: true });
  router.use(
    rateLimit({
      ...{ windowMs: 60_000, limit: wrongPerMinute, standardHeaders: false, legacyHeaders: false },
      keyGenerator: (req) => ipKeyGenerator(req.ip ?? ""),
      skipSuccessfulRequests: true,
    }),
    express.raw({ type: () => true, limit: mostBytes, inflate: false }),
  );
  router.post("/", async (req, res, next) => {
    const filmer = house.filming?.filmers.replicate;
    if (!filmer) return void res.status(404).type("text").send("There is nothing at this address.");
    try {
      const header = (name: string) => req.get(name);
      const headers = {
        "webhook-id": header("webhook-id"),
        "webhook-timestamp": header("webhook-timestamp"),
        "webhook-signature": header("webhook-signature"),
      };
      const body = Buffer.isBuffer(req.body) ? req.body.toString("utf8") : "";
      const message = await filmer.readMessage(headers, body);
      if (!message) return void res.status(401).json({ message: "The signature is missing, wrong or too old" });
      await house.commit(house.db, async (trx, send) => {
        const told = await takeMessage(trx, filmer.id, String((req.params as { takeId?: string }).takeId), message);
        if (told) await send(takeChanged.create(told, { id: `${filmer.id}-${message.id}` }));
      });
      // Also for one that came before, and for a take that is gone: the vendor need not send it again.
      res.status(204).end();
    } catch (error) {
      next(error);
    }
  });
  const answerUnreadable: express.ErrorRequestHandler = (error: { status?: number }, _req, res, next) => {
    if (error.status === undefined) return next(error);
    res.status(error.status).json({ message: error.status === 413 ? "Too large" : "The body cannot be read" });
  };
  router.use(answerUnreadable);
  return router;
}
