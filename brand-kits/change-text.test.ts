import { expect, test } from "vitest";
import { parse } from "yaml";
import { changeKitText } from "./change-text.ts";

const text = `# A small roastery.
name: Nordlys
palette: { text: "#f6f0e4" } # snow
music: { bed: warm, level: -2 }
video:
`;

test("a kit's text keeps its comments, its order and what was not changed", () => {
  const changed = changeKitText("kit.yaml", text, [
    { path: ["music", "bed"], value: "late" },
    { path: ["video", "captions"], value: "pop" },
    { path: ["video", "cuts"], value: { tiktok: "clean" } },
  ]);
  expect(changed).toContain("# A small roastery.\nname: Nordlys\n");
  expect(changed).toContain('palette: { text: "#f6f0e4" } # snow');
  expect(changed).toContain("music: { bed: late, level: -2 }");
  expect(parse(changed)).toMatchObject({ video: { captions: "pop", cuts: { tiktok: "clean" } } });
});

test("a part that nobody wrote yet is added, and JSON stays JSON", () => {
  const changed = changeKitText("kit.json", '{"name": "Nordlys"}', [{ path: ["video", "endCard"], value: "split" }]);
  expect(JSON.parse(changed)).toEqual({ name: "Nordlys", video: { endCard: "split" } });
});
