import type { ServerBuild } from "@remix-run/node";

type Routes = Pick<ServerBuild, "routes">["routes"];

/**
 * Names the route that answers a path: `/b/:brand/videos/:videoId`. Of these there are as many as files in app/routes,
 * where of paths there is no end. Compiled once: the router's own matching costs 0.4 ms for every request.
 */
export function createRouteNames(routes: Routes): (path: string) => string {
  const patterns = Object.values(routes)
    .map((route) => patternOf(routes, route.id))
    .filter((pattern, at, all) => pattern !== "" && all.indexOf(pattern) === at)
    .sort(bySpecificity)
    .map((pattern) => ({ pattern, shape: new RegExp(`^${pattern.split("/").map(toShape).join("/")}$`) }));
  return (path) => {
    // How Remix asks for the data of a page alone.
    const page = path === "/_root.data" ? "/" : path.replace(/\.data$/, "");
    const plain = page.length > 1 ? page.replace(/\/+$/, "") : page;
    return patterns.find(({ shape }) => shape.test(plain))?.pattern ?? "none";
  };
}

/** Undefined path parts are layouts without one of their own. */
function patternOf(routes: Routes, id: string): string {
  const parts: string[] = [];
  for (let route = routes[id]; route; route = route.parentId ? routes[route.parentId] : undefined) {
    if (route.path) parts.unshift(route.path);
  }
  return parts.length > 0 ? `/${parts.join("/")}` : routes[id]?.index ? "/" : "";
}

/** Word before parameter before the rest, from the left; of two alike, the longer. */
function bySpecificity(one: string, other: string): number {
  const [a, b] = [one.split("/"), other.split("/")];
  const rank = (part: string | undefined) => (part === undefined ? 3 : part === "*" ? 2 : part.startsWith(":") ? 1 : 0);
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = rank(a[at]) - rank(b[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function toShape(part: string): string {
  if (part === "*") return ".*";
  if (!part.startsWith(":")) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // `:name.ext`: the extension is part of the route.
  const extension = /\.[\w.]+$/.exec(part)?.[0] ?? "";
  return `[^/]+${extension.replaceAll(".", "\\.")}`;
}
