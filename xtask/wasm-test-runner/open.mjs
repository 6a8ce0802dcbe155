// Opens the page with the component's tests in a headless browser, copies what it says, and ends with 0 if
// every test passed.
import { existsSync } from "node:fs";
import { chromium } from "playwright";

const [url] = process.argv.slice(2);
const executablePath = [process.env.CHROME, "/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"].find(
  (path) => path && existsSync(path),
);
const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const browser = await chromium.launch({ executablePath, args });
const page = await browser.newPage();
page.on("pageerror", (error) => console.error(error.message));
// The page is served a moment after this starts.
for (let attempt = 0; ; attempt++) {
  const opened = await page.goto(url).catch(() => undefined);
  if (opened) break;
  if (attempt === 200) throw new Error(`${url} does not answer`);
  await new Promise((resolve) => setTimeout(resolve, 50));
}
const output = page.locator("#output");
await page.waitForFunction(() => /test result: /.test(document.querySelector("#output").textContent), undefined, { timeout: 120_000 }).catch(() => {});
const text = await output.textContent();
console.log(text);
await browser.close();
process.exit(/test result: ok/.test(text) ? 0 : 1);
