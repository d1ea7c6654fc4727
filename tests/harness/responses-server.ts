import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export type Asked = { headers: IncomingMessage["headers"]; body: Record<string, unknown> };
export type Reply = { status?: number; headers?: Record<string, string>; body: unknown; delayMs?: number };

/** A local server that follows the Responses API's contract as far as the studio uses it. `answer` says what comes back. */
export async function startResponsesServer(answer: (asked: Asked) => Reply | "hang-up") {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one = { headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString("utf8")) };
      asked.push(one);
      const reply =
        request.url === "/v1/responses" && request.method === "POST"
          ? answer(one)
          : { status: 404, body: { error: { message: "No such path" } } };
      if (reply === "hang-up") return request.socket.destroy();
      response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers });
      response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    asked,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** A finished response whose one message is `text`. */
export function completed(text: string, more: Record<string, unknown> = {}) {
  return responseOf([{ type: "output_text", text, annotations: [] }], more);
}

/** A finished response in which the model refuses. */
export function refused(why: string) {
  return responseOf([{ type: "refusal", refusal: why }], {});
}

function responseOf(content: unknown[], more: Record<string, unknown>) {
  return {
    id: "resp_1",
    object: "response",
    created_at: 1_790_000_000,
    status: "completed",
    model: "test-model-2026",
    error: null,
    incomplete_details: null,
    output: [{ type: "message", id: "msg_1", role: "assistant", status: "completed", content }],
    usage: {
      input_tokens: 1200,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 300,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 1500,
    },
    ...more,
  };
}
