import { NotFound } from "#config/errors.ts";
import type { Channel, ChannelRegistry } from "./contract.ts";
import { createShowcase, type ShowcaseNetwork } from "./showcase.ts";

/** Every channel of the studio. A new network is one file beside this one, and one line here. */
export function createChannels(deps: { showcase: ShowcaseNetwork }): ChannelRegistry {
  return registryOf([createShowcase(deps.showcase)]);
}

/** A registry of these channels, by id. */
export function registryOf(channels: Channel[]): ChannelRegistry {
  const byId = new Map(channels.map((channel) => [channel.id, channel]));
  return {
    get(id) {
      const channel = byId.get(id);
      if (!channel) throw new NotFound("channel", id);
      return channel;
    },
    list: () => [...byId.values()],
  };
}
