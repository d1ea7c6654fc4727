/** So much a browser still sends after the page is gone; it forgets more than that. */
const mostAfterwards = 60_000;

/**
 * Sends a small form to the studio from the browser, and answers what the studio said, in JSON; undefined when it said
 * nothing. Throws without a connection.
 */
export async function sendForm<T>(
  address: string,
  method: "POST" | "PUT",
  fields: Record<string, string>,
): Promise<{ ok: boolean; answer: T | undefined }> {
  const body = new URLSearchParams(fields).toString();
  const response = await fetch(address, {
    ...{ method, body, keepalive: body.length < mostAfterwards },
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  const answer = (await response.json().catch(() => undefined)) as T | undefined;
  return { ok: response.ok, answer };
}
