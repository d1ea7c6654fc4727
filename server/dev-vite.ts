import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin, ViteDevServer } from "vite";

const ownFolders = /^#(studio|db|config|workflows|providers|media|brand-kits|server)\//;
const ownFiles = /^file:\/\/.*\/(studio|db|config|workflows|providers|media|brand-kits|server)\/[^?]*\.ts$/;

/** Vite for `npm run dev`: builds the app as it is edited, inside the studio's own server. */
export async function startDevVite(root: string): Promise<ViteDevServer> {
  const { createServer } = await import("vite");
  return createServer({ root, plugins: [leaveToNode(root)], server: { middlewareMode: true } });
}

/**
 * Hands the house's own folders to Node, as the production build does, because the server has loaded them already: a
 * second copy of `Refused` would not be the one that the studio throws. To Vite they are as built in as `node:fs`. A
 * change in them therefore needs a restart; a change in app/ does not.
 */
function leaveToNode(root: string): Plugin {
  return {
    name: "leave-to-node",
    enforce: "pre",
    resolveId(id, _importer, { ssr }) {
      if (!ssr || !ownFolders.test(id)) return undefined;
      return { id: pathToFileURL(path.resolve(root, id.slice(1))).href, external: true };
    },
    configEnvironment(name, config) {
      if (name !== "ssr") return undefined;
      return { resolve: { builtins: [...(config.resolve?.builtins ?? []), /^node:/, ownFiles] } };
    },
  };
}
