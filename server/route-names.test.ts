import { expect, test } from "vitest";
import { createRouteNames } from "./route-names.ts";

const route = (id: string, parentId: string | undefined, path?: string, index?: boolean) => [
  id,
  { id, parentId, path, index, module: {} },
];
const nameOf = createRouteNames(
  Object.fromEntries([
    route("root", undefined, ""),
    route("index", "root", undefined, true),
    route("splat", "root", "*"),
    route("layout", "root"),
    route("settings", "layout", "settings", true),
    route("run", "layout", "settings/activity/:runId"),
    route("retry", "layout", "settings/activity/:runId/retry"),
    route("brand", "root", "b/:brand"),
    route("brand-splat", "brand", "*"),
    route("today", "brand", "today"),
    route("video", "brand", "videos/:videoId", true),
    route("part", "brand", "videos/:videoId/:part"),
    route("approval", "brand", "videos/:videoId/approval"),
    route("csv", "brand", "results.csv"),
    route("wav", "brand", "personas/voices/:voice.wav"),
    route("new", "brand", "personas/new"),
    route("persona", "brand", "personas/:personaId"),
  ]),
);

test.each([
  ["/", "/"],
  ["/_root.data", "/"],
  ["/settings", "/settings"],
  ["/settings/", "/settings"],
  ["/settings/activity/01J", "/settings/activity/:runId"],
  ["/settings/activity/01J/retry", "/settings/activity/:runId/retry"],
  ["/b/nordlys/today", "/b/:brand/today"],
  ["/b/nordlys/today.data", "/b/:brand/today"],
  ["/b/nordlys/videos/1/approval", "/b/:brand/videos/:videoId/approval"],
  ["/b/nordlys/videos/1/video.mp4", "/b/:brand/videos/:videoId/:part"],
  ["/b/nordlys/videos/1", "/b/:brand/videos/:videoId"],
  ["/b/nordlys/personas/new", "/b/:brand/personas/new"],
  ["/b/nordlys/personas/lina", "/b/:brand/personas/:personaId"],
  ["/b/nordlys/personas/voices/slt.wav", "/b/:brand/personas/voices/:voice.wav"],
  ["/b/nordlys/resultsXcsv", "/b/:brand/*"],
  ["/b/nordlys/results.csv", "/b/:brand/results.csv"],
  ["/b/nordlys", "/b/:brand"],
  ["/nowhere/at/all", "/*"],
  ["/wp-login.php", "/*"],
])("%s is answered by %s", (path, name) => {
  expect(nameOf(path)).toBe(name);
});

test("whatever is asked for, there are no more names than routes", () => {
  const names = new Set(Array.from({ length: 2000 }, (_, n) => nameOf(`/b/brand-${n}/${n % 7 ? "videos/" : ""}${n}`)));
  expect([...names].sort()).toEqual(["/b/:brand/*", "/b/:brand/videos/:videoId"]);
});
