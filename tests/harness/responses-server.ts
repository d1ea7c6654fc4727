import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Asked = { path: string; headers: IncomingMessage["headers"]; body: Record<string, unknown> };
/** `stall` never answers; `cut` begins a stream and hangs up in the middle of it. */
export type Reply = {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
  delayMs?: number;
  stall?: boolean;
  cut?: boolean;
};

/**
 * A local server that follows OpenAI's contract as far as the studio uses it: responses and chat completions, streamed
 * where that is asked for, and moderations. `answer` says what comes back, `moderate` which categories a text hits.
 */
export async function startResponsesServer(
  answer: (asked: Asked) => Reply | "hang-up",
  moderate: (text: string) => string[] | Reply = () => [],
) {
  const asked: Asked[] = [];
  const moderated: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = request.url ?? "";
      const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      if (path === "/v1/moderations") return sendModeration(response, body.input, moderate, moderated);
      const one = { path, headers: request.headers, body };
      asked.push(one);
      const known = ["/v1/responses", "/v1/chat/completions"].includes(path) && request.method === "POST";
      const reply = known ? answer(one) : { status: 404, body: { error: { message: "No such path" } } };
      if (reply === "hang-up") return request.socket.destroy();
      if (reply.stall) return;
      setTimeout(() => send(response, reply, one), reply.delayMs ?? 0);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    asked,
    /** Every text that was to be moderated, in order. */
    moderated,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, reply: Reply, { path, body }: Asked) {
  const streams = body.stream === true && (reply.status ?? 200) === 200 && typeof reply.body === "object";
  if (!streams) {
    response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers });
    return response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
  }
  response.writeHead(200, { "content-type": "text/event-stream", ...reply.headers });
  const events = path.endsWith("/responses") ? responseEvents(reply.body) : chatEvents(reply.body);
  const sent = reply.cut ? events.slice(0, Math.ceil(events.length / 2)) : events;
  for (const event of sent) {
    const named = "type" in event ? `event: ${event.type}\n` : "";
    response.write(`${named}data: ${JSON.stringify(event)}\n\n`);
  }
  if (!reply.cut) return response.end(path.endsWith("/responses") ? "" : "data: [DONE]\n\n");
  // What was written has to arrive before the line goes dead.
  setTimeout(() => response.socket?.destroy(), 50);
}

const pieceLength = 60;

/** The events in which a finished response arrives: what is said in pieces, then the whole. */
function responseEvents(body: unknown): Record<string, unknown>[] {
  const response = body as { status: string; output: { content?: { type: string; text?: string }[] }[] };
  const texts = response.output.flatMap(({ content = [] }) => content.flatMap(({ text }) => (text ? [text] : [])));
  const pieces = texts.join("").match(new RegExp(`[\\s\\S]{1,${pieceLength}}`, "g")) ?? [];
  return [
    { type: "response.created", response: { ...response, status: "in_progress", output: [] } },
    ...pieces.map((delta) => ({
      type: "response.output_text.delta",
      item_id: "msg_1",
      output_index: 0,
      content_index: 0,
      delta,
    })),
    { type: `response.${response.status}`, response },
  ];
}

function chatEvents(body: unknown): Record<string, unknown>[] {
  const { choices, usage, ...rest } = body as {
    choices: { message: { content: string }; finish_reason: string }[];
    usage: unknown;
  };
  const [choice] = choices;
  const pieces = choice?.message.content.match(new RegExp(`[\\s\\S]{1,${pieceLength}}`, "g")) ?? [];
  const chunk = (delta: object, finish: string | null) => ({
    ...{ ...rest, object: "chat.completion.chunk" },
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  return [
    ...pieces.map((content) => chunk({ content }, null)),
    chunk({}, choice?.finish_reason ?? "stop"),
    { ...rest, object: "chat.completion.chunk", choices: [], usage },
  ];
}

function sendModeration(
  response: ServerResponse,
  input: string[],
  moderate: (text: string) => string[] | Reply,
  moderated: string[],
) {
  moderated.push(...input);
  const found = input.map(moderate);
  const failure = found.find((each): each is Reply => !Array.isArray(each));
  response.writeHead(failure?.status ?? 200, { "content-type": "application/json", ...failure?.headers });
  if (failure) return response.end(JSON.stringify(failure.body));
  const results = (found as string[][]).map((hits) => ({
    flagged: hits.length > 0,
    categories: { harassment: false, violence: false, ...Object.fromEntries(hits.map((name) => [name, true])) },
    category_scores: {},
    category_applied_input_types: {},
  }));
  return response.end(JSON.stringify({ id: "modr_1", model: "omni-moderation-test", results }));
}

/** A finished response whose one message is `text`. */
export function completed(text: string, more: Record<string, unknown> = {}) {
  return responseOf([{ type: "output_text", text, annotations: [] }], more);
}

/** A finished response in which the model refuses. */
export function refused(why: string) {
  return responseOf([{ type: "refusal", refusal: why }], {});
}

/** A finished chat completion, as local servers give it. */
export function chatted(text: string, more: { finish?: string } = {}) {
  return {
    id: "chat_1",
    object: "chat.completion",
    created: 1_790_000_000,
    model: "local-model",
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: more.finish ?? "stop" }],
    usage: { prompt_tokens: 1000, completion_tokens: 200, total_tokens: 1200 },
  };
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
