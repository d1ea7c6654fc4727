/** "Chrome on Windows": enough for a person to know their own browser again. Order matters: many claim to be others. */
export function sayDevice(userAgent: string | null): string {
  if (!userAgent) return "A browser that does not say";
  const browser = firstOf(userAgent, [
    ["Edg/", "Edge"],
    ["EdgA/", "Edge"],
    ["OPR/", "Opera"],
    ["SamsungBrowser", "Samsung Internet"],
    ["Firefox/", "Firefox"],
    ["FxiOS", "Firefox"],
    ["CriOS", "Chrome"],
    ["HeadlessChrome", "Chrome"],
    ["Chrome/", "Chrome"],
    ["Safari/", "Safari"],
  ]);
  const system = firstOf(userAgent, [
    ["iPhone", "iPhone"],
    ["iPad", "iPad"],
    ["Android", "Android"],
    ["CrOS", "ChromeOS"],
    ["Windows", "Windows"],
    ["Mac OS X", "macOS"],
    ["Linux", "Linux"],
  ]);
  if (!browser && !system) return "Something that is not a known browser";
  return [browser ?? "A browser", system].filter(Boolean).join(" on ");
}

function firstOf(text: string, marks: [mark: string, words: string][]): string | undefined {
  return marks.find(([mark]) => text.includes(mark))?.[1];
}
