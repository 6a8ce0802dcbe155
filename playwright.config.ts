// End-to-end tests in a real browser. `cargo xtask` builds what they need before it starts them.
import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** An installed browser is used where there is one; otherwise Playwright's own. */
const installed = [
  process.env.CHROME,
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
].find((path) => path && existsSync(path));

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  snapshotPathTemplate: "{testDir}/snapshots/{testFileName}/{arg}{ext}",
  fullyParallel: true,
  workers: 2,
  forbidOnly: !!process.env.CI,
  reporter: process.env.CI ? [["line"]] : [["list"]],
  // Generous, for machines that do other things besides: a test that waits longer than it has to fails no sooner.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Europe/Warsaw",
    launchOptions: {
      executablePath: installed,
      // Chromium refuses its sandbox to root, as in a container.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
});
