import { listenTo } from "#db/listen.ts";
import { type Announcement, announcementChannel } from "#db/queries/announcements.ts";

/** Announcements of one database, handed to whoever listens in this process. */
export type Live = {
  subscribe(brandId: string, listener: (announcement: Announcement) => void): () => void;
  stop(): Promise<void>;
};

/** Holds one LISTEN connection for all pages; it comes back by itself when it breaks, because pages must not go silent. */
export async function startLive(connectionString: string): Promise<Live> {
  const listeners = new Map<string, Set<(announcement: Announcement) => void>>();
  const listening = await listenTo(connectionString, announcementChannel, (words) => {
    if (!words) return;
    const announcement = JSON.parse(words) as Announcement;
    for (const listener of listeners.get(announcement.brandId) ?? []) listener(announcement);
  });
  return {
    subscribe(brandId, listener) {
      const set = listeners.get(brandId) ?? new Set();
      listeners.set(brandId, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(brandId);
      };
    },
    stop: listening.stop,
  };
}
