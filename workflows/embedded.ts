import { appIds } from "./client.ts";
import { createEngine, type Engine, type EngineOptions } from "./engine/index.ts";

/**
 * The engine inside this process, as the studio uses it. A run is its workspace's, told from the event that started it; a
 * run that the clock started is nobody's in particular.
 */
export function createEmbeddedEngine(options: Omit<EngineOptions, "appId" | "tagOf">): Engine {
  return createEngine({ ...options, appId: appIds.studio, tagOf: ({ data }) => ownerOf(data) ?? ownerOfFailed(data) });
}

const ownerOf = (data: object | undefined): string | undefined =>
  data && "workspaceId" in data && typeof data.workspaceId === "string" ? data.workspaceId : undefined;

/** `inngest/function.failed` carries the event that the failed run was started by. */
const ownerOfFailed = ({ event }: Record<string, unknown>): string | undefined =>
  typeof event === "object" && event && "data" in event ? ownerOf(event.data as object) : undefined;
