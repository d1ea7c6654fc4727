import type { RequestHandler } from "express";

const megabyte = 1024 * 1024;

/** A form of words has room to spare in this. */
const most = megabyte;

/** Where files are sent to: their routes refuse in a sentence of their own what is over their limit, and read none of it. */
const uploads = [
  /^\/b\/[^/]+\/brand\/?(\.data)?$/,
  /^\/b\/[^/]+\/products\/(import|[^/]+\/(picture|cutaways))\/?(\.data)?$/,
];

/**
 * How forms are sent. Whatever is in a body of the first can be read as one; of the second not, when it breaks off, which
 * only the routes for uploads know how to say.
 */
const words = "application/x-www-form-urlencoded";
const files = "multipart/form-data";
const isApi = (path: string) => path.startsWith("/api/");

/** Node has it in memory before it is refused only when its length is known, so that a length must be said. */
export const limitBodies: RequestHandler = (req, res, next) => {
  const { "transfer-encoding": pieces, "content-length": length } = req.headers;
  const refuse = (status: number, sentence: string) => {
    // What is still coming is not waited for.
    res.status(status).set("Connection", "close").type("text").send(sentence);
  };
  if (pieces !== undefined) return refuse(411, "Say how long what you send is: with Content-Length, in one piece.");
  const type = (req.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const isUpload = uploads.some((path) => path.test(req.path));
  if (Number(length ?? 0) > 0 && !isApi(req.path) && type !== words && !(isUpload && type === files)) {
    return refuse(415, "Send this as a form: application/x-www-form-urlencoded, or multipart/form-data with a file.");
  }
  if (Number(length ?? 0) > most && !isUpload) {
    return refuse(413, "What you sent is over 1 MB, which is more than a form holds. Send less at once.");
  }
  next();
};
