// The same browser as the tests; what it takes goes into docs/images.
import { defineConfig } from "@playwright/test";

import tests from "../../playwright.config.ts";

export default defineConfig({ ...tests, testDir: ".", outputDir: "../../test-results/pictures" });
