import { type RequestHandler, Router } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";

/** What anybody may send without being signed in: likes, shares and views of the public feed. */
export const publicActs = /^\/showcase\/[^/]+\/[^/]+\/(likes|shares|views)\/?(\.data)?$/;

/**
 * A page reports a view every five seconds and a thumb likes a video a second at most: one a second is more than a visitor
 * has to say.
 */
const perVisitor = 60;
/** Behind one address may be a whole office or a mobile network's gateway. */
const perAddress = 600;
const windowMs = 60_000;

const visitorCookie = /(?:^|;\s*)troupe_visitor=([0-9a-f-]{36})(?:;|$)/;

/**
 * Says "enough" (429) to a visitor, and to an address, that sends more in a minute than people do. A cookie is easily
 * made up, so that the address counts as well; an IPv6 address counts with its /56, which is one household's.
 */
export function limitVisitors(
  limits: { perVisitor?: number; perAddress?: number; windowMs?: number } = {},
): RequestHandler {
  const asked = { perVisitor, perAddress, windowMs, ...limits };
  const common = {
    windowMs: asked.windowMs,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    message: "That was too much at once. Wait a minute, then go on.",
    skip: ({ method }: { method: string }) => ["GET", "HEAD", "OPTIONS"].includes(method),
  } as const;
  const router = Router();
  router.use(
    rateLimit({
      ...common,
      identifier: "address",
      limit: asked.perAddress,
      keyGenerator: (req) => ipKeyGenerator(req.ip ?? ""),
    }),
    rateLimit({
      ...common,
      identifier: "visitor",
      limit: asked.perVisitor,
      keyGenerator: (req) => visitorCookie.exec(req.headers.cookie ?? "")?.[1] ?? ipKeyGenerator(req.ip ?? ""),
    }),
  );
  return router;
}
