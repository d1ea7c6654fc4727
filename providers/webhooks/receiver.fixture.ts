import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

export type Received = { headers: IncomingHttpHeaders; body: string; at: number };

/** A real receiver on this machine, which answers as `answer` says. Its host is what a guard has to allow. */
export async function openReceiver() {
  const received: Received[] = [];
  let answer: (response: ServerResponse, request: Received) => void = (response) => response.writeHead(204).end();
  const server = createServer(async (request, response) => {
    const got = { headers: request.headers, body: await text(request), at: Date.now() };
    received.push(got);
    answer(response, got);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}/hooks`,
    received,
    /** How it answers from now on. */
    answerWith(next: typeof answer) {
      answer = next;
    },
    answerStatus(status: number, headers: Record<string, string> = {}) {
      answer = (response) => response.writeHead(status, headers).end();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
export type Receiver = Awaited<ReturnType<typeof openReceiver>>;

/** Verifies as a receiver does, with the library of the standard, and answers the parsed body. Throws when it does not hold. */
export function verify({ headers, body }: Pick<Received, "headers" | "body">, secret: string): unknown {
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}
