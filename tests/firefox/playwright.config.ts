// The main story in Firefox. Playwright brings a Firefox of its own, which cannot be had everywhere; Puppeteer drives the
// one that is installed. Only the runner is Playwright's here.
import { defineConfig } from "@playwright/test";

import tests from "../../playwright.config.ts";

export default defineConfig({
  ...tests,
  testDir: ".",
  outputDir: "../../test-results/firefox",
  workers: 1,
  timeout: 120_000,
});
