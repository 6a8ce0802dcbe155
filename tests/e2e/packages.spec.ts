// What others install: the zip for WEBCON's local hosting, and the npm package.

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test as base } from "@playwright/test";

import { serve } from "./server.ts";

const root = join(import.meta.dirname, "../..");
const NPM = join(root, "dist/npm");
const run = promisify(execFile);

/** A folder that has the npm package installed, as `npm pack` makes it. */
const test = base.extend<{ project: string }>({
  project: async ({}, use) => {
    const project = await mkdtemp(join(tmpdir(), "autenti-npm-"));
    const installed = join(project, "node_modules/autenti-form");
    await mkdir(installed, { recursive: true });
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", project], { cwd: NPM });
    const [{ filename }] = JSON.parse(stdout);
    await run("tar", ["-xzf", join(project, filename), "-C", installed, "--strip-components", "1"]);
    await writeFile(join(project, "package.json"), '{ "type": "module" }');
    await use(project);
    await rm(project, { recursive: true });
  },
});

test("the page of the External control has nothing inline and only relative addresses", async () => {
  const html = await readFile(join(root, "www/external/index.html"), "utf8");
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
  expect(addresses.length).toBeGreaterThan(2);
  for (const address of addresses) expect(address).toMatch(/^\.\//);
});

test("the npm package works in a page under a strict content security policy", async ({ page, project }) => {
  const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
  await using site = await serve(
    (path) => {
      if (path === "/") return null;
      if (path === "/page.html") return '<!doctype html><title>Page</title><script type="module" src="/page.js"></script>';
      if (path === "/page.js") {
        return `import * as autentiForm from "/node_modules/autenti-form/index.js";
          window.autenti = autentiForm;
          document.body.append(document.createElement("autenti-signing"));`;
      }
      return readFile(join(project, path)).catch(() => null);
    },
    { "content-security-policy": policy },
  );
  const broken: string[] = [];
  page.on("pageerror", (error) => broken.push(error.message));
  await page.goto(`${site.origin}/page.html`);
  type Exports = Pick<Window["autentiForm"], "ready" | "version" | "validateRecipients">;
  await page.waitForFunction(() => "autenti" in window);
  await page.evaluate(() => (window as unknown as { autenti: Exports }).autenti.ready());
  expect(await page.evaluate(() => window.autentiForm.leakCounters().elements)).toBe(1);
  expect(await page.evaluate(() => Object.keys((window as unknown as { autenti: object }).autenti).sort())).toEqual([
    "lookup",
    "ready",
    "texts",
    "validateRecipients",
    "version",
  ]);
  const found = await page.evaluate(() => {
    const { validateRecipients } = (window as unknown as { autenti: Exports }).autenti;
    return validateRecipients([{ firstName: "Anna", lastName: "Nowak", email: "anna", role: "SIGNER" }]);
  });
  expect(found.map(({ field }) => field)).toContain("email");
  expect(broken).toEqual([]);
});

test("a server can import the npm package, and hears in words that it needs a browser", async ({ project }) => {
  const script = `import { ready, version } from "autenti-form";
    console.log(version, await ready().catch((error) => error.message));`;
  const { stdout } = await run("node", ["--input-type=module", "-e", script], { cwd: project });
  const { version } = JSON.parse(await readFile(join(NPM, "package.json"), "utf8"));
  expect(stdout.trim()).toBe(`${version} autenti-form works in a browser only`);
});

test("the npm package brings its types", async ({ project }) => {
  const right = `import { lookup, ready, validateRecipients, version, type StatusDetail } from "autenti-form";
    await ready();
    const rows = await lookup("recipient-roles", { lang: "pl" });
    const broken = await validateRecipients([{ email: "anna@example.com" }]);
    const text: string = version + rows[0].value + broken.length;
    document.querySelector("autenti-signing")?.addEventListener("autenti-status", ({ detail }) => {
      const { status }: StatusDetail = detail;
      console.log(status, text);
    });`;
  await writeFile(join(project, "right.ts"), right);
  await writeFile(join(project, "wrong.ts"), 'import { lookup } from "autenti-form"; await lookup("nothing", 5);');
  const check = (file: string) =>
    run(
      "node",
      [
        join(root, "node_modules/typescript/bin/tsc"),
        "--noEmit",
        "--strict",
        ...["--module", "nodenext", "--target", "es2022", "--lib", "es2023,dom,dom.iterable"],
        file,
      ],
      { cwd: project },
    );
  await check("right.ts");
  await expect(check("wrong.ts")).rejects.toThrow();
});

test("the npm package goes through Vite, types and all, and works in the page that comes out", async ({ page, project }) => {
  await writeFile(
    join(project, "index.html"),
    '<!doctype html><title>Bundled</title><div id="signing"></div><script type="module" src="/main.ts"></script>',
  );
  await writeFile(
    join(project, "main.ts"),
    `import { lookup, ready, version } from "autenti-form";
    document.querySelector("#signing")!.innerHTML = "<autenti-signing proxy='/' lang='en'></autenti-signing>";
    await ready();
    const rows = await lookup("recipient-roles", { lang: "en" });
    document.title = [version, ...rows.map(({ id }) => id)].join(" ");`,
  );
  const tool = (path: string, args: string[]) => run("node", [join(root, "node_modules", path), ...args], { cwd: project });
  const types = ["--noEmit", "--strict", "--module", "esnext", "--moduleResolution", "bundler"];
  await tool("typescript/bin/tsc", [...types, "--target", "es2022", "--lib", "es2023,dom,dom.iterable", "main.ts"]);
  // No top-level await where browsers are old enough to lack it: the package itself needs newer ones.
  await tool("vite/bin/vite.js", ["build", "--logLevel", "warn", "--target", "es2022"]);

  const built = join(project, "dist");
  const served: string[] = [];
  await using site = await serve(
    (path) => {
      served.push(path);
      return readFile(join(built, path === "/" ? "index.html" : path)).catch(() => null);
    },
    { "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'" },
  );
  await page.goto(`${site.origin}/index.html`);
  const { version } = JSON.parse(await readFile(join(NPM, "package.json"), "utf8"));
  await expect(page).toHaveTitle(`${version} SIGNER APPROVER REVIEWER VIEWER`);
  // The module came out of the bundle, not from anywhere else, and the element is alive.
  expect(served.some((path) => /\/assets\/.*\.wasm$/.test(path))).toBe(true);
  await expect(page.locator("autenti-signing").getByText("Signing is not available yet", { exact: true })).toBeVisible();
});
