import type { RequestHandler } from "express";

const megabyte = 1024 * 1024;

/** A form of words has room to spare in this. */
const most = megabyte;

/** Where files are sent to: their routes refuse in a sentence of their own what is over their limit, and read none of it. */
const uploads = [/^\/b\/[^/]+\/brand\/?(\.data)?$/, /^\/b\/[^/]+\/products\/(import|[^/]+\/picture)\/?(\.data)?$/];

/** Node has it in memory before it is refused only when its length is known, so that a length must be said. */
export const limitBodies: RequestHandler = (req, res, next) => {
  const { "transfer-encoding": pieces, "content-length": length } = req.headers;
  const refuse = (status: number, sentence: string) => {
    // What is still coming is not waited for.
    res.status(status).set("Connection", "close").type("text").send(sentence);
  };
  if (pieces !== undefined) return refuse(411, "Say how long what you send is: with Content-Length, in one piece.");
  if (Number(length ?? 0) > most && !uploads.some((path) => path.test(req.path))) {
    return refuse(413, "What you sent is over 1 MB, which is more than a form holds. Send less at once.");
  }
  next();
};
