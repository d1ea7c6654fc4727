import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Speech, VoiceProvider } from "./contract.ts";

export type AskedSpeech = { model: string; voice: string; input: string; response_format: string; speed?: number };
type Reply = { status?: number; headers?: Record<string, string>; body: Buffer | string } | "stall" | "hang-up";

/**
 * A local server that follows OpenAI's `/audio/speech`: it answers with what Flite's low voice says, which the adapter under
 * test knows nothing about. `instead` may answer otherwise; `truths` are the times that nobody is told.
 */
export async function startSpeechServer(flite: VoiceProvider) {
  const asked: AskedSpeech[] = [];
  const truths: Speech[] = [];
  const state: { instead: ((asked: AskedSpeech, whole: Buffer) => Reply) | undefined } = { instead: undefined };
  const server = createServer(async (request, response) => {
    const body = JSON.parse((await readAll(request)).toString("utf8")) as AskedSpeech;
    asked.push(body);
    if (request.url !== "/v1/audio/speech") return send(response, { status: 404, body: "{}" });
    const file = path.join(tmpdir(), `${randomUUID()}.wav`);
    const truth = await flite.speak({ text: body.input, voice: "rms", pace: body.speed ?? 1 }, file);
    truths.push(truth);
    const whole = await readFile(file);
    await rm(file);
    const reply = state.instead?.(body, whole) ?? {
      headers: { "content-type": "audio/wav" },
      body: body.response_format === "pcm" ? twiceAndHalf(whole.subarray(44)) : asStream(whole),
    };
    if (reply === "stall") return;
    if (reply === "hang-up") return request.socket.destroy();
    send(response, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    ...{ asked, truths, state },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Exclude<Reply, string>): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body);
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** OpenAI writes its WAV while it speaks, so the lengths in the header are the most there is. */
function asStream(wav: Buffer): Buffer {
  const stream = Buffer.from(wav);
  stream.writeUInt32LE(0xffffffff, 4);
  stream.writeUInt32LE(0xffffffff, 40);
  return stream;
}

/** 16 kHz to the 24 kHz of bare samples: every second sample is followed by one between it and the next. */
function twiceAndHalf(pcm: Buffer): Buffer {
  const from = new Int16Array(Uint8Array.from(pcm).buffer);
  const to = Int16Array.from({ length: Math.floor(from.length * 1.5) }, (_, index) => {
    const at = index / 1.5;
    const low = Math.floor(at);
    return (from[low] ?? 0) * (1 - at + low) + (from[low + 1] ?? 0) * (at - low);
  });
  return Buffer.from(to.buffer);
}
