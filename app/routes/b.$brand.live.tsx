import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireBrand } from "../session.server.ts";

/** Proxies cut a silent connection after 30 s or more. */
const heartbeatMs = 15_000;

/** The brand's announcements as server-sent events: `{ topic, id }`, nothing else, because the page loads the rest. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { brand } = await requireBrand({ request, params, context });
  const encoder = new TextEncoder();
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const say = (text: string) => controller.enqueue(encoder.encode(text));
      say("retry: 2000\n: listening\n\n");
      const unsubscribe = context.live.subscribe(brand.id, ({ topic, id }) =>
        say(`data: ${JSON.stringify({ topic, id })}\n\n`),
      );
      const heartbeat = setInterval(() => say(": still here\n\n"), heartbeatMs);
      stop = () => {
        clearInterval(heartbeat);
        unsubscribe();
        stop = () => {};
      };
      request.signal.addEventListener("abort", () => stop(), { once: true });
    },
    cancel: () => stop(),
  });
  return new Response(body, {
    headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no" },
  });
}
