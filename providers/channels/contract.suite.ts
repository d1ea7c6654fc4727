import { describe, expect, test } from "vitest";
import type { Channel, ChannelConnection, ChannelMetric, ChannelPost } from "./contract.ts";

export type ChannelOnTrial = {
  channel: Channel;
  connection: ChannelConnection;
  /** A new post that fits the network, ready to be begun. */
  aPost(changes?: Partial<ChannelPost>): Promise<ChannelPost>;
};

/** What every adapter promises, whatever its network. `open` gives a fresh account. */
export function describeChannel(name: string, open: () => Promise<ChannelOnTrial>): void {
  describe(name, () => {
    test("a post that fits is not blocked", async () => {
      const { channel, connection, aPost } = await open();
      const findings = await channel.preflight(connection, await aPost());
      expect(findings.filter((finding) => finding.severity === "block")).toEqual([]);
    });

    test("what lies outside the limits is blocked, each with a code and a sentence", async () => {
      const { channel, connection, aPost } = await open();
      const post = await aPost();
      const { limits } = channel;
      const wrong: Record<string, Partial<ChannelPost>> = {
        "caption-too-long": { caption: "x".repeat(limits.captionCharacters + 1) },
        "wrong-length": { video: { ...post.video, seconds: limits.maxSeconds + 1 } },
        "too-large": { video: { ...post.video, bytes: limits.maxBytes + 1 } },
        "wrong-format": { video: { ...post.video, mime: "video/x-flv" } },
        "wrong-ratio": { video: { ...post.video, width: 3000, height: 1000 } },
      };
      for (const [code, change] of Object.entries(wrong)) {
        const findings = await channel.preflight(connection, { ...post, ...change });
        const found = findings.find((finding) => finding.code === code);
        expect(found, code).toMatchObject({ severity: "block" });
        expect(found?.message).toMatch(/^[A-Z].{10,}\.$/);
      }
    });

    test("nothing is out before it is finalized, however often it is begun and uploaded", async () => {
      const { channel, connection, aPost } = await open();
      const post = await aPost();
      await channel.begin(connection, post);
      const handle = await channel.begin(connection, post);
      await channel.upload(connection, post, handle);
      await channel.upload(connection, post, handle);
      if (!channel.holdsArmed) return;
      expect(await channel.check(connection, handle)).toMatchObject({ status: "ready" });
      expect(await channel.reconcile(connection, post, handle)).toMatchObject({ status: "absent" });
    });

    test("a handle survives being stored as JSON", async () => {
      const { channel, connection, aPost } = await open();
      const post = await aPost();
      const handle = await channel.begin(connection, post);
      expect(JSON.parse(JSON.stringify(handle))).toEqual(handle);
    });

    test("what was finalized is found again by its handle and, without it, by our id", async () => {
      const { channel, connection, aPost } = await open();
      const post = await aPost();
      const handle = await publish(channel, connection, post);
      const checked = await channel.check(connection, handle);
      expect(checked.status).toBe("done");
      const trace = await channel.reconcile(connection, post, null);
      expect(trace).toMatchObject({ status: "found" });
      if (checked.status === "done" && trace.status === "found") expect(trace.remoteId).toBe(checked.remoteId);
      expect(await channel.reconcile(connection, await aPost(), null)).toMatchObject({ status: "absent" });
    });

    test("what was taken down is gone, and may be taken down again", async () => {
      const { channel, connection, aPost } = await open();
      const post = await aPost();
      const handle = await publish(channel, connection, post);
      const remoteId = await remoteIdOf(channel, connection, post);
      await channel.withdraw(connection, remoteId);
      await channel.withdraw(connection, remoteId);
      expect(await channel.reconcile(connection, post, handle)).toMatchObject({ status: "absent" });
    });

    test("every metric is a number or, where the network has none, null; an unknown post has no reading", async () => {
      const { channel, connection, aPost } = await open();
      const post = await aPost();
      await publish(channel, connection, post);
      const remoteId = await remoteIdOf(channel, connection, post);
      const unknown = "00000000-0000-7000-8000-000000000000";
      const readings = await channel.readMetrics(connection, [remoteId, unknown]);
      expect([...readings.keys()]).toEqual([remoteId]);
      for (const [metric, value] of Object.entries(readings.get(remoteId) ?? {})) {
        const offered = channel.metrics.includes(metric as ChannelMetric);
        expect(typeof value === "number", metric).toBe(offered);
        if (!offered) expect(value).toBeNull();
      }
    });
  });
}

async function publish(channel: Channel, connection: ChannelConnection, post: ChannelPost) {
  const handle = await channel.begin(connection, post);
  await channel.upload(connection, post, handle);
  await channel.finalize(connection, post, handle);
  return handle;
}

async function remoteIdOf(channel: Channel, connection: ChannelConnection, post: ChannelPost): Promise<string> {
  const trace = await channel.reconcile(connection, post, null);
  if (trace.status !== "found") throw new Error(`The post is ${trace.status}`);
  return trace.remoteId;
}
