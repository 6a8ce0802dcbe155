// Longer proofs: `cargo xtask soak`. One after another, because they measure.
import { defineConfig } from "@playwright/test";
import base from "../../playwright.config.ts";

export default defineConfig({ ...base, testDir: ".", outputDir: "../../test-results/soak", workers: 1, fullyParallel: false, timeout: 300_000 });
