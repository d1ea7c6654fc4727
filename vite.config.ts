import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";
import remixConfig from "./remix.config.js";

/** The house's own folders other than app: the server runs them itself, so its build must not hold a second copy. */
const ownFolders = /^#(studio|db|config|workflows|providers|media|brand-kits|server)\//;

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [remix(remixConfig)],
  // Polaris' package has JSON and CSS imports that Node does not take as they are.
  ssr: { noExternal: ["@shopify/polaris", "@shopify/polaris-icons", /^@fullcalendar\//] },
  // Found in the middle of a page, they would reload it; React would be there twice until then.
  optimizeDeps: {
    include: ["react", "react-dom/client", "@remix-run/react", "@shopify/polaris", "@shopify/polaris-icons"],
  },
  // Left as they are, `#studio/…` imports resolve through package.json to the very modules the server has loaded, so
  // that `error instanceof Refused` holds on both sides. The browser's build bundles what little it takes of them.
  build: {
    target: "es2022",
    chunkSizeWarningLimit: 900,
    rollupOptions: isSsrBuild ? { external: (id: string) => ownFolders.test(id) } : {},
  },
}));
