import type { IncomingMessage, Server, ServerResponse } from "node:http";

/** How long what is asked for may take to be answered once the studio closes, in milliseconds; what reads only can be asked again. */
const finishMs = { reading: 3_000, writing: 10_000 };

const reads = ["GET", "HEAD", "OPTIONS"];

export type OpenAnswers = {
  /** How many requests are being answered. */
  count(): number;
  /** Takes no further connection, lets what is being answered finish, and cuts what takes too long. */
  stop(patience?: { reading: number; writing: number }): Promise<void>;
};

/**
 * Keeps track of what a server is answering, from its first request on. Once `closing` is aborted every answer is the last
 * one of its connection, so that nobody sends another request into a door that is about to shut.
 */
export function trackAnswers(server: Server, closing: AbortSignal): OpenAnswers {
  const open = new Map<ServerResponse, IncomingMessage>();
  server.prependListener("request", (req, res) => {
    open.set(res, req);
    if (closing.aborted) res.setHeader("Connection", "close");
    res.once("close", () => {
      open.delete(res);
      if (closing.aborted) setImmediate(() => server.closeIdleConnections());
    });
  });
  const cut = (which: (req: IncomingMessage, res: ServerResponse) => boolean) => {
    for (const [res, req] of open) if (which(req, res)) req.socket.destroy();
  };
  closing.addEventListener("abort", () => {
    for (const res of open.keys()) if (!res.headersSent) res.setHeader("Connection", "close");
    // A stream of events has no end of its own; its page opens another one, which goes to whoever is there then.
    cut((_, res) => isEventStream(res));
  });
  return {
    count: () => open.size,
    async stop({ reading, writing } = finishMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timers = [
        setTimeout(() => cut(({ method = "" }) => reads.includes(method)), reading),
        setTimeout(() => server.closeAllConnections(), writing),
      ];
      await closed;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function isEventStream(res: ServerResponse): boolean {
  return String(res.getHeader("content-type") ?? "").startsWith("text/event-stream");
}
