import pg from "pg";
import { type Announcement, announcementChannel } from "#db/queries/announcements.ts";

/** Announcements of one database, handed to whoever listens in this process. */
export type Live = {
  subscribe(brandId: string, listener: (announcement: Announcement) => void): () => void;
  stop(): Promise<void>;
};

/** Holds one LISTEN connection; when it breaks it is opened again each second, because pages must not go silent. */
export async function startLive(connectionString: string): Promise<Live> {
  const listeners = new Map<string, Set<(announcement: Announcement) => void>>();
  let client: pg.Client | undefined;
  let stopped = false;

  async function connect() {
    const fresh = new pg.Client(connectionString);
    fresh.on("notification", ({ payload }) => {
      if (!payload) return;
      const announcement = JSON.parse(payload) as Announcement;
      for (const listener of listeners.get(announcement.brandId) ?? []) listener(announcement);
    });
    fresh.on("error", () => {
      client = undefined;
      if (!stopped) setTimeout(() => connect().catch(() => undefined), 1000).unref();
    });
    await fresh.connect();
    await fresh.query(`listen ${announcementChannel}`);
    client = fresh;
  }

  await connect();
  return {
    subscribe(brandId, listener) {
      const set = listeners.get(brandId) ?? new Set();
      listeners.set(brandId, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(brandId);
      };
    },
    async stop() {
      stopped = true;
      await client?.end();
    },
  };
}
