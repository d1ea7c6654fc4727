import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { NotFound } from "#config/errors.ts";
import { describeChannel } from "./contract.suite.ts";
import type { ChannelConnection, ChannelPost } from "./contract.ts";
import { createChannels } from "./index.ts";
import type { ShowcaseNetwork } from "./showcase.ts";

/** A Showcase that keeps what it shows in memory: for the adapter alone. */
function inMemory(): ShowcaseNetwork {
  const shown = new Map<string, { remoteId: string; url: string }>();
  return {
    async publish(_connection, { key }) {
      const entry = shown.get(key) ?? { remoteId: `remote-${key}`, url: `https://showcase.test/${key}` };
      shown.set(key, entry);
      return entry;
    },
    find: async (_connection, key) => shown.get(key),
    async withdraw(_connection, remoteId) {
      shown.delete(remoteId.replace("remote-", ""));
    },
    metrics: async (_connection, remoteIds) => {
      const known = remoteIds.filter((id) => shown.has(id.replace("remote-", "")));
      return new Map(known.map((id) => [id, { views: 3, completions: 1, likes: 0, shares: 0 }]));
    },
  };
}

const connection: ChannelConnection = {
  id: randomUUID(),
  brandId: randomUUID(),
  handle: "nordlys",
  name: "Nordlys Showcase",
  settings: {},
};

async function aPost(changes: Partial<ChannelPost> = {}): Promise<ChannelPost> {
  return {
    id: randomUUID(),
    caption: "Slow mornings, light roast.",
    disclosure: { ai: "AI-generated", paid: "Ad" },
    video: {
      id: randomUUID(),
      seconds: 20,
      bytes: 2_000_000,
      width: 1080,
      height: 1920,
      mime: "video/mp4",
      sha256: "a".repeat(64),
    },
    localPath: async () => "/nowhere.mp4",
    ...changes,
  };
}

for (const { id, name } of createChannels({ showcase: inMemory() }).list()) {
  describeChannel(name, async () => ({ channel: createChannels({ showcase: inMemory() }).get(id), connection, aPost }));
}

test("a channel that the studio does not have is not found", () => {
  expect(() => createChannels({ showcase: inMemory() }).get("vine")).toThrow(NotFound);
});

test("the Showcase shows nothing without an AI label", async () => {
  const channel = createChannels({ showcase: inMemory() }).get("showcase");
  const post = await aPost({ disclosure: { ai: null, paid: "Ad" } });
  expect(await channel.preflight(connection, post)).toMatchObject([{ code: "label-missing", severity: "block" }]);
});

test("limits are inclusive, and a ratio may be a rounded pixel off", async () => {
  const channel = createChannels({ showcase: inMemory() }).get("showcase");
  const post = await aPost({ caption: "x".repeat(channel.limits.captionCharacters) });
  const video = { ...post.video, seconds: channel.limits.maxSeconds, bytes: channel.limits.maxBytes, width: 1082 };
  expect(await channel.preflight(connection, { ...post, video })).toEqual([]);
});
