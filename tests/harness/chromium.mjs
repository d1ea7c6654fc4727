import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * Finds a Chromium on this machine, or installs one: Debian's package when run as root on Debian, Playwright's own build
 * elsewhere. Answers the path of the program.
 */
export async function findOrInstallChromium() {
  const found = [process.env.CHROMIUM_PATH, ...places].find((place) => place && existsSync(place));
  if (found) return found;
  const { chromium } = await import("playwright-core");
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    console.error("Installing Chromium for the browser journeys (Debian's package, once) …");
    execFileSync("apt-get", ["update", "-qq"], { stdio: ["ignore", 2, 2] });
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
      stdio: ["ignore", 2, 2],
      env,
    });
    return "/usr/bin/chromium";
  }
  console.error("Installing Chromium for the browser journeys (Playwright's build, once) …");
  execFileSync("npx", ["playwright-core", "install", "chromium"], {
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  return chromium.executablePath();
}
