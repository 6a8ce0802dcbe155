// The snippets of docs/embedding.md, run as they stand there: only addresses and the portal's variables are filled
// in. A snippet is the code block after `<!-- snippet: NAME -->`.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { mergeTests, type Page } from "@playwright/test";

import { PROXY, signings, test as onAnyPage, ticket } from "./component-form.ts";
import { type Demo, expect, IN_PROGRESS, IN_PROGRESS_DOCUMENT, JAN, OLA, panel, test as onTheDemo, UNSENT } from "./demo.ts";
import { set } from "./portal.ts";

const test = mergeTests(onTheDemo, onAnyPage);
const root = join(import.meta.dirname, "../..");
const guide = readFileSync(join(root, "docs/embedding.md"), "utf8");
const troubleshooting = readFileSync(join(root, "docs/troubleshooting.md"), "utf8");

function snippet(name: string): string {
  const found = new RegExp(`<!-- snippet: ${name} -->\\n\`\`\`\\w+\\n(.*?)\`\`\``, "s").exec(guide);
  if (!found) throw new Error(`docs/embedding.md has no snippet called ${name}`);
  return found[1];
}

function fillIn(text: string, proxy: string, variables: Record<string, string> = {}): string {
  const filled = Object.entries(variables).reduce(
    (text, [name, value]) => text.replaceAll(`#{${name}}#`, value),
    text.replaceAll("https://autenti.example.com", proxy),
  );
  expect(filled, "every variable of the snippet has a value").not.toContain("#{");
  return filled;
}

/** Puts a snippet into the HTML field of a form, where the stand-in has its own. */
async function paste(page: Page, demo: Demo, text: string): Promise<void> {
  await page.route("**/api/nav/db/1/element/*/desktop*", async (route) => {
    const answer = await route.fetch();
    const model = await answer.text();
    const body = JSON.parse(model, (_key, value: unknown) => {
      if (typeof value !== "string" || !value.includes("<autenti-signing")) return value;
      const attribute = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(value)?.[1] ?? "";
      return fillIn(text, demo.proxy, {
        "BRD:12": attribute("ticket"),
        "I:AttChoose1": attribute("status"),
        "N:AttChoose1": "the form knows this",
        "WFCON:150": "150",
        "EGV:7": demo.proxy,
        "EGV:8": "12",
        DBID: "1",
        WFD_ID: String(IN_PROGRESS),
      });
    });
    await route.fulfill({ response: answer, body: JSON.stringify(body) });
  });
}

test.beforeEach(({ page }) => {
  // A page that fails silently is not fine.
  page.on("pageerror", (error) => {
    throw error;
  });
});

for (const name of ["html-field", "own-layout", "rule-in-field", "environments", "events"]) {
  test(`the snippet ${name} shows the signing on a form`, async ({ page, demo }) => {
    await paste(page, demo, snippet(name));
    await page.goto(demo.form(IN_PROGRESS, JAN));
    await expect(panel(page).getByRole("list", { name: "Recipients" })).toContainText("Jan Kowalski");
    await expect(panel(page).getByRole("button", { name: "Sign now" }).first()).toBeVisible();
    await expect(page.getByText("the form knows this")).toBeHidden();
  });
}

test("the snippet ticket-url shows the signing on a form, with a ticket that the portal answers", async ({ page, demo }) => {
  await page.goto(demo.form(IN_PROGRESS, JAN));
  const fresh = await panel(page).getAttribute("ticket");
  // As a data source of a User Defined API answers.
  await page.route("**/api/udef/db/1/autenti-ticket/2", (route) => route.fulfill({ json: { Data: [{ ticket: fresh }] } }));
  await paste(page, demo, snippet("ticket-url"));
  await page.reload();
  await expect(panel(page)).not.toHaveAttribute("ticket");
  await expect(panel(page).getByRole("list", { name: "Recipients" })).toContainText("Jan Kowalski");
});

/** What the guide says under a heading. */
function section(heading: string): string {
  const found = new RegExp(`\n### ${heading}\n(.*?)\n### `, "s").exec(guide);
  if (!found) throw new Error(`docs/embedding.md has no section ${heading}`);
  return found[1];
}

/** What goes into the boxes of the section's table, as far as it stands there in code. */
function boxes(text: string): Record<string, string[]> {
  const rows = text.split("\n").map((line) => /^\s*\| ([^|]+?) \| (.*) \|$/.exec(line));
  const codes = (cell: string) => [...cell.matchAll(/`([^`]*)`/g)].map(([, code]) => code);
  return Object.fromEntries(rows.flatMap((row) => (row ? [[row[1], codes(row[2])]] : [])));
}

/** The data source for tickets as the guide has a designer enter it; `may` is what stands in its place in the body. */
function ticketSource(demo: Demo, may = '["sign"]'): object {
  const text = section("The data source");
  const { Method: [method], "URL suffix": [urlSuffix], Headers: [name, value] } = boxes(text);
  const body = /```json\n(.*?)```/s.exec(text)?.[1] ?? "";
  expect(body).toContain('"may": ["sign"]');
  return {
    baseAddress: fillIn(/Base address: `(.*?)`/.exec(text)?.[1] ?? "", demo.proxy),
    method,
    urlSuffix,
    headers: { [name]: value.replace("THE-INTEGRATION-KEY", "demo-integration-key") },
    body: body.replace('"may": ["sign"]', `"may": ${may}`),
  };
}

/** What a ticket permits. */
const rightsOf = (ticket: string): string[] => JSON.parse(Buffer.from(ticket.split(".")[1], "base64url").toString()).may;

for (const [way, heading] of [["ticket-url", "By an address"], ["html-field", "By a rule"]]) {
  test(`the data source, the rule and the snippet of “${heading}” give a form its tickets, set up word for word`, async ({ page, demo }) => {
    const path = /path `([\w-]+)`/.exec(section("By an address"))?.[1] ?? "";
    const rule = /business rule, for example \*(.*?)\*/.exec(section("The data source"))?.[1] ?? "";
    // The stand-in has the endpoint and the rule under the names that the guide gives them.
    expect([path, snippet("html-field")]).toEqual(["autenti-ticket", expect.stringContaining(`ticket-rule-name="${rule} (ID:12)"`)]);
    expect(snippet("ticket-url")).toContain(`/${path}/#{WFD_ID}#"`);
    const htmlField = snippet(way).replaceAll("https://autenti.example.com", demo.proxy);
    await set(demo, { ticketSource: ticketSource(demo), design: { htmlField } });
    const told = page.waitForRequest((request) => request.url().startsWith(`${demo.proxy}/v1/signing`));
    await page.goto(demo.form(IN_PROGRESS, JAN));
    await expect(panel(page).getByRole("list", { name: "Recipients" })).toContainText("Jan Kowalski");
    await expect(panel(page).getByRole("button", { name: "Sign now" }).first()).toBeVisible();
    await expect(panel(page)).not.toHaveAttribute("ticket");
    const rights = async (shown: Promise<{ headers(): Record<string, string> }>) =>
      rightsOf((await shown).headers().authorization.replace("Bearer ", "")).toSorted();
    expect(await rights(told)).toEqual(["read", "sign"]);
    // Where a rule answers the text that the guide shows, whoever looks after the document may do that.
    const more = /such as\s+`("[\w;]+")`/.exec(section("The data source"))?.[1] ?? "";
    await set(demo, { ticketSource: ticketSource(demo, more), design: { htmlField } });
    const toldMore = page.waitForRequest((request) => request.url().startsWith(`${demo.proxy}/v1/signing`));
    await page.goto(demo.form(UNSENT, OLA));
    await expect(panel(page).getByRole("button", { name: "Send for signature" })).toBeVisible();
    expect(await rights(toldMore)).toEqual(["read", "remind", "send", "sign"]);
  });
}

/** The snippet of one version of the script, with what the proxy says of that version. */
async function pinned(demo: Demo): Promise<string> {
  const built = await (await fetch(`${demo.proxy}/assets/autenti-form.json`)).json();
  return snippet("pinned").replace("autenti-form-VERSION.js", built.script).replace("sha384-DIGEST", built.integrity);
}

test("the snippet pinned runs one version of the script", async ({ page, demo }) => {
  await paste(page, demo, await pinned(demo));
  await page.goto(demo.form(IN_PROGRESS, JAN));
  await expect(panel(page).getByRole("list", { name: "Recipients" })).toContainText("Jan Kowalski");
});

test("a script that is not the pinned one is not run", async ({ page, demo }) => {
  const text = (await pinned(demo)).replace(/autenti-form-\w+\.js/, "autenti-form.js");
  // As when somebody changed what the proxy serves.
  await page.route("**/assets/autenti-form.js", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: `${await answer.text()}\nwindow.wasChanged = true;` });
  });
  await paste(page, demo, text);
  const refused = page.waitForEvent("console", (message) => message.text().includes("integrity"));
  await page.goto(demo.form(IN_PROGRESS, JAN));
  await refused;
  expect(await page.evaluate(() => "wasChanged" in window || "autentiForm" in window)).toBe(false);
});

test("the snippet may run many times and leaves one name on the window", async ({ page, demo }) => {
  const names = () => page.evaluate(() => Object.keys(window));
  await paste(page, demo, "<autenti-nothing></autenti-nothing>");
  await page.goto(demo.form(IN_PROGRESS, JAN));
  await expect(page.locator("autenti-nothing")).toBeAttached();
  const before = await names();
  await page.unroute("**/api/nav/db/1/element/*/desktop*");
  await paste(page, demo, snippet("html-field"));
  await page.reload();
  await expect(panel(page).getByText("Anna Nowak").first()).toBeVisible();
  for (let times = 0; times < 3; times++) {
    // As the portal makes a field again: markup first, then its scripts.
    await page.evaluate(() => {
      const field = document.querySelector("autenti-signing")!.parentElement!;
      field.innerHTML = field.innerHTML;
      for (const dead of field.querySelectorAll("script")) {
        const script = document.createElement("script");
        for (const { name, value } of dead.attributes) script.setAttribute(name, value);
        dead.replaceWith(script);
      }
    });
    await expect(panel(page).getByText("Anna Nowak").first()).toBeVisible();
  }
  expect((await names()).filter((name) => !before.includes(name))).toEqual(["autentiForm"]);
});

// With a rule in the field the real portal opens no form; the stand-in's rule catches that.
for (const name of ["html-field", "ticket-url"]) {
  test(`with the proxy down, a form with the snippet ${name} opens, says what it knows, and links to Autenti`, async ({ page, demo }) => {
    await paste(page, demo, snippet(name));
    await demo.killProxy();
    await page.goto(demo.form(IN_PROGRESS, JAN));
    await expect(page.getByText("Signing: the form knows this")).toBeVisible();
    await expect(page.getByRole("link", { name: "Open Autenti" })).toHaveAttribute("href", "https://autenti.com/");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });
}

test("the snippet about events shows a group when somebody rejects", async ({ page, demo }) => {
  await paste(page, demo, snippet("events"));
  await page.goto(demo.form(IN_PROGRESS, JAN));
  await expect(panel(page).getByText("Anna Nowak").first()).toBeVisible();
  await page.evaluate(() => Object.assign(window, { ShowGroup: (id: number) => (document.title = `group ${id}`) }));
  await demo.act(IN_PROGRESS_DOCUMENT, JAN, "reject", "No.");
  await expect(page).toHaveTitle("group 150");
});

test("the snippets about looks and words change both", async ({ page, demo }) => {
  await paste(page, demo, snippet("html-field") + snippet("looks") + snippet("texts"));
  await page.goto(demo.form(UNSENT, OLA, { lang: "pl" }));
  const send = panel(page).getByRole("button", { name: "Wyślij", exact: true });
  await expect(send).toHaveCSS("background-color", "rgb(157, 23, 77)");
  await expect(send).toHaveCSS("border-radius", "10px");
  await expect(panel(page).locator("[part=panel]")).toHaveCSS("border-top-width", "2px");
});

test("the snippet works under the policy that the guide asks for, and nothing more", async ({ form, page }) => {
  const policy = fillIn(snippet("policy"), PROXY).trim().split("\n").join("; ");
  form.csp = `default-src 'none'; ${policy}`;
  const refused: string[] = [];
  page.on("console", (message) => /Content Security Policy/.test(message.text()) && refused.push(message.text()));
  form.html = `<!doctype html><html lang="en"><title>Form</title><main>${fillIn(snippet("rule-in-field"), PROXY, {
    "BRD:12": ticket(),
    "I:AttChoose1": "PROCESSING",
    "N:AttChoose1": "In progress",
  })}</main></html>`;
  await page.goto("http://portal.example.com/form");
  await expect(page.getByRole("list", { name: "Recipients" })).toBeVisible();
  await expect(page.locator("autenti-signing .badge").first()).toHaveCSS("border-radius", "12px");
  expect(refused).toEqual([]);
});

test("the npm snippet shows the signing on a page of one's own", async ({ form, page }) => {
  const folder = join(root, "dist/npm");
  test.skip(!existsSync(join(folder, "index.js")), "the package is not built");
  await page.route("http://portal.example.com/npm/*", (route) => {
    const file = new URL(route.request().url()).pathname.split("/").at(-1)!;
    const contentType = file.endsWith(".wasm") ? "application/wasm" : "text/javascript";
    return route.fulfill({ contentType, body: readFileSync(join(folder, file)) });
  });
  form.answers["GET /ticket"] = () => ({ json: { ticket: ticket() } });
  form.signing = signings["my-turn"];
  form.html = `<!doctype html><html lang="en"><title>Own page</title><main id="signing"></main>
    <script type="importmap">{ "imports": { "autenti-form": "/npm/index.js" } }</script>
    <script type="module">${fillIn(snippet("npm"), PROXY)}</script></html>`;
  await page.goto("http://portal.example.com/form");
  await expect(page.getByText("It is your turn to sign.")).toBeVisible();
});

test("the configuration of the External control is the one that the demo runs", () => {
  const demo = join(root, "crates/sandbox/demo/external-control.json");
  test.skip(!existsSync(demo), "the demo has no External control");
  const configured = readFileSync(demo, "utf8").replaceAll("#{EGV:7}#", "https://autenti.example.com");
  expect(JSON.parse(snippet("external-control"))).toEqual(JSON.parse(configured));
});

test("the README shows the same snippet", () => {
  expect(readFileSync(join(root, "README.md"), "utf8")).toContain(snippet("html-field"));
});

test("what the guide quotes of the panel is what the panel says", () => {
  const texts = readFileSync(join(root, "locales/en.toml"), "utf8");
  const quoted = [...troubleshooting.matchAll(/^\| “([^”…{]+?)[.”]/gm)].map((match) => match[1]);
  expect(quoted.length).toBeGreaterThan(12);
  const own = ["Signing: ", "As of 14:05", "The answer cannot be read (HTTP "];
  expect(quoted.filter((words) => !own.includes(words) && !texts.includes(words))).toEqual([]);
});
