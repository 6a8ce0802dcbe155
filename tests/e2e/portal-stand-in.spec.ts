// The portal stand-in alone, in the harsher readings of what is inferred about a form: how scripts of HTML fields run,
// how External controls are answered, how business rules are called, how form field extensions are hosted.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Page, test as base, expect } from "@playwright/test";

const root = join(import.meta.dirname, "../..");
const programs = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug");
const FORM = "/db/1/app/1/element/1/form";
const EDIT = `${FORM}/edit`;

interface Portal {
  url: string;
  set(settings: object): Promise<void>;
  put(path: string, zip: Uint8Array): Promise<void>;
}

const test = base.extend<{ portal: Portal }>({
  portal: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "portal-"));
    const { child, url } = await startSandbox(folder);
    const send = async (path: string, body: BodyInit) => {
      const answer = await fetch(`${url}/sandbox/${path}`, { method: "POST", body });
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    };
    await use({
      url,
      set: (settings) => send("settings", JSON.stringify(settings)),
      put: (path, zip) => send(path, new Blob([Uint8Array.from(zip)])),
    });
    child.kill();
    await rm(folder, { recursive: true, force: true });
  },
});

/** Only the stand-ins; the proxy that the portal asks for tickets is not there. */
async function startSandbox(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const [autenti, portal, proxy] = await Promise.all([freePort(), freePort(), freePort()]);
  const child = spawn(join(programs, "autenti-sandbox"), ["--control", "none", "--extension", "none"], {
    env: {
      ...process.env,
      RUST_LOG: "error",
      AUTENTI_SANDBOX_AUTENTI: `127.0.0.1:${autenti}`,
      AUTENTI_SANDBOX_PORTAL: `127.0.0.1:${portal}`,
      AUTENTI_SANDBOX_PROXY: `http://127.0.0.1:${proxy}`,
      AUTENTI_SANDBOX_KEYS: folder,
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const url = `http://127.0.0.1:${portal}`;
  await expect(async () => expect((await fetch(url)).ok).toBe(true)).toPass({ timeout: 20_000 });
  return { child, url };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A zip in which nothing is compressed. */
function zip(files: Record<string, string | Uint8Array>): Uint8Array {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path);
    const data = Buffer.from(content);
    const entry = Buffer.alloc(26);
    entry.writeUInt16LE(20, 0);
    entry.writeUInt32LE(crc32(data), 10);
    entry.writeUInt32LE(data.length, 14);
    entry.writeUInt32LE(data.length, 18);
    entry.writeUInt16LE(name.length, 22);
    local.push(Buffer.from("PK\x03\x04", "latin1"), entry, name, data);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), entry, place, name);
    offset += 30 + name.length + data.length;
  }
  const size = central.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, ...central, end]);
}

function crc32(data: Uint8Array): number {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

const inPage = <T>(page: Page, name: string) => page.evaluate((name) => (window as never)[name] as T, name);

test.describe("scripts of HTML fields", () => {
  const htmlField = `<p id="text">Text</p>
    <script data-ticket="t">window.seen = document.currentScript && {
      inField: document.currentScript.closest(".html-control") !== null,
      inHead: document.currentScript.parentNode === document.head,
      ticket: document.currentScript.dataset.ticket ?? null,
    };</script>
    <script type="text/template">window.seen = "a template ran"</script>
    <script>window.order = (window.order ?? "") + "1"; implicit = 5;</script>
    <script>throw new Error("one script fails")</script>
    <script src="/assets/portal/react/react-18.js"></script>
    <script>window.order += "2"; window.knewReact = typeof React;</script>`;

  for (const [mode, seen, knewReact] of [
    ["in-place", { inField: true, inHead: false, ticket: "t" }, undefined],
    ["cash-dom", { inField: false, inHead: true, ticket: null }, undefined],
    ["jquery", null, "object"],
  ] as const) {
    test(`run ${mode}`, async ({ page, portal }) => {
      const failures: string[] = [];
      page.on("pageerror", ({ message }) => failures.push(message));
      await portal.set({ htmlFieldScripts: mode, design: { htmlField } });
      await page.goto(`${portal.url}${FORM}`);
      await expect.poll(() => inPage<string>(page, "order")).toBe("12");
      expect(await inPage(page, "seen")).toEqual(seen);
      expect(await inPage(page, "implicit"), "the code is sloppy and global").toBe(5);
      // Only jQuery fetches a script of the portal's own before it runs the next one.
      if (knewReact) expect(await inPage(page, "knewReact")).toBe(knewReact);
      await expect.poll(() => page.evaluate(() => typeof (window as { React?: unknown }).React)).toBe("object");
      expect(failures).toEqual(["one script fails"]);
    });
  }
});

test.describe("External controls", () => {
  const index = `<!doctype html><p>Control</p><script>
    window.ask = (action, ...params) => new Promise((resolve) => {
      const key = crypto.randomUUID();
      addEventListener("message", ({ data }) => data?.key === key && resolve(data.value));
      parent.postMessage({ type: "CUSTOM_FORM_MESSAGE", action, key, params }, "*");
    });
    window.register = (id) => parent.postMessage(
      { type: "CUSTOM_FORM_MESSAGE", action: "REGISTER_EVENT", eventType: "ON_SAVED_EVENT", id }, "*");
  </script>`;

  async function open(page: Page, portal: Portal, externalControls: string) {
    await portal.put("external-control", zip({ "index.html": index }));
    await portal.set({ externalControls, design: { externalControl: { proxy: "x" } } });
    await page.goto(`${portal.url}${EDIT}`);
    await page.getByRole("tab", { name: "External control" }).click();
    const control = page.frameLocator("iframe.external-control");
    await expect(control.getByText("Control")).toBeVisible();
    const frame = page.frames().find((frame) => frame.url().includes("local-hosting"));
    if (!frame) throw new Error("no frame");
    return frame;
  }

  const config = (frame: Awaited<ReturnType<typeof open>>, name: string) =>
    frame.evaluate((name) => (window as never as { ask: Function }).ask("GET_SELF_CONFIGURATION", name), name);

  test("an empty name is the control itself for a kind portal, and the first of all for the recorded one", async ({ page, portal }) => {
    const kind = await open(page, portal, "kind");
    expect(await config(kind, "")).toMatchObject({ metadata: { id: 135 }, config: { proxy: "x" } });
    const recorded = await open(page, portal, "recorded");
    const first = await config(recorded, "");
    expect(first.metadata.id).toBe(110);
    expect(first.config).toBeUndefined();
    expect(await config(recorded, "UserControl_135")).toMatchObject({
      metadata: { id: 135, fieldName: "UserControl_135_135" },
      config: { proxy: "x" },
    });
  });

  test("a control that is gone keeps the recorded portal from saving, and a kind one not", async ({ page, portal }) => {
    for (const [mode, saves] of [["kind", true], ["recorded", false]] as const) {
      await page.clock.install();
      const frame = await open(page, portal, mode);
      await frame.evaluate(() => (window as never as { register: Function }).register("validator"));
      await config(frame, "");
      await page.getByRole("tab", { name: "Notes" }).click();
      await page.evaluate(() => (window as never as { SetValue: Function }).SetValue("AttText2", "Nowy tytuł"));
      await page.getByRole("button", { name: "Save", exact: true }).click();
      if (saves) await expect(page.getByRole("button", { name: "Edit", exact: true })).toBeVisible();
      else {
        await page.clock.runFor(5_000);
        await expect(page.getByRole("dialog")).toContainText("did not answer in time");
      }
    }
  });
});

test("business rules may want their label, and a form that is built", async ({ page, portal }) => {
  const htmlField = `<script>
    window.early = webcon.businessRules.executeBusinessRule(12, "Ticket (ID:12)", {}, {}).then(String, String);
  </script>`;
  await portal.set({ design: { htmlField }, ticketRule: { needsLabel: true, needsBuiltForm: true } });
  await page.goto(`${portal.url}${FORM}`);
  await expect(page.locator(".html-control")).toBeAttached();
  expect(await inPage(page, "early")).toContain("while the form is built");
  const call = (...args: unknown[]) =>
    page.evaluate(
      (args) =>
        (window as never as { webcon: { businessRules: { executeBusinessRule: Function } } }).webcon.businessRules
          .executeBusinessRule(...args)
          .then((result: string) => `answered ${result}`, String),
      args,
    );
  expect(await call(12)).toContain("without its name");
  expect(await call(12, "Ticket (ID:13)", {}, {})).toContain("without its name");
  expect(await call(12, "Ticket (ID:12)", {}, {})).toBe("answered ");
});

test("a rule that fails keeps the form from being shown", async ({ page, portal }) => {
  await portal.set({ ticketRule: { outcome: "fails" } });
  await page.goto(`${portal.url}${FORM}`);
  await expect(page.getByRole("alert")).toHaveText("The form cannot be shown: a business rule failed.");
});

test("the first page says whom to become next, in the reader's language, until everybody has signed", async ({ page, portal }) => {
  const next = page.locator(".next-step");
  const status = async (document: string, ...recipients: string[]) => {
    const token = await fetch(`${portal.url}/api/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "client_credentials", client_id: "demo", client_secret: "demo-secret" }),
    });
    const { access_token: bearer } = (await token.json()) as { access_token: string };
    const call = async (method: string, body?: object) => {
      const answer = await fetch(`${portal.url}/api/data/v6.0/db/1/elements/1`, {
        method,
        headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
        body: body ? JSON.stringify(body) : null,
      });
      expect(answer.ok).toBe(true);
      return (await answer.json()) as { itemLists: { rows: { id: number }[] }[] };
    };
    const { itemLists } = await call("GET");
    const rows = recipients.map((svalue, at) => ({ id: itemLists[0]?.rows[at]?.id, cells: [{ id: 210, svalue }] }));
    await call("PATCH", { formFields: [{ id: 125, svalue: document }], itemLists: [{ id: 140, rows }] });
  };

  await page.goto(portal.url);
  await expect(next).toContainText("Open CON/2026/0001 and send it for signature.");
  await page.goto(`${portal.url}/?as=anna.nowak@example.com`);
  await next.getByRole("link", { name: "Become Ola Zielińska" }).click();
  await expect(next).toContainText("and send it");

  await status("PROCESSING#In progress", "PENDING#Pending", "NONE#Not started");
  await page.goto(`${portal.url}/?lang=pl`);
  await next.getByRole("link", { name: "Zaloguj się jako Anna Nowak" }).click();
  await expect(next).toContainText("Otwórz CON/2026/0001 i podpisz: teraz Twoja kolej.");
  await next.getByRole("link").click();
  await expect(page).toHaveURL(`${portal.url}${FORM}`);

  await status("PROCESSING#In progress", "COMPLETED#Completed", "PENDING#Pending");
  await page.goto(`${portal.url}/?lang=de`);
  await next.getByRole("link", { name: "Werden Sie Jan Kowalski" }).click();
  await expect(next).toContainText("Sie sind an der Reihe.");

  await status("COMPLETED#Completed", "COMPLETED#Completed", "COMPLETED#Completed");
  await page.goto(`${portal.url}/?lang=en&as=ola.zielinska@example.com`);
  await expect(next).toContainText("Everybody has signed");
});

test.describe("the gallery", () => {
  /** Enough of the component for the gallery; a press moves the focus, as dialogs do. */
  const component = `window.autentiForm = { ready: async () => {} };
    for (const name of ["signing", "status", "sign-button", "recipients", "lookup"]) {
      customElements.define("autenti-" + name, class extends HTMLElement {
        connectedCallback() {
          const root = this.attachShadow({ mode: "open" });
          root.innerHTML = "<p style='height: 150px'>Specimen<p>2<p>3";
          const press = (deed) => {
            const button = document.createElement("button");
            button.dataset.do = deed;
            button.onclick = () => {
              button.focus();
              this.dispatchEvent(new Event("autenti-action"));
            };
            root.append(button);
            return button;
          };
          const find = root.querySelector.bind(root);
          root.querySelector = (wanted) => find(wanted) ?? (/data-do="(.*)"/.test(wanted) ? press(RegExp.$1) : null);
          queueMicrotask(() => this.dispatchEvent(new Event("autenti-ready")));
        }
      });
    }`;

  test("opens at its top, whatever states need to be shown", async ({ page, portal }) => {
    await page.route("**/assets/autenti-form.js", (route) => route.fulfill({ body: component, contentType: "text/javascript" }));
    await page.goto(`${portal.url}/gallery`);
    await page.locator("main[aria-busy=false]").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollHeight > 3 * innerHeight)).toBe(true);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await expect(page.getByRole("heading", { level: 1 })).toBeInViewport();
    // Who was reading somewhere else finds the top again, too.
    await page.evaluate(() => scrollTo(0, 2000));
    await page.reload();
    await page.locator("main[aria-busy=false]").waitFor();
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });

  test("speaks Polish and German wherever it speaks", async ({ page, portal }) => {
    await page.route("**/assets/autenti-form.js", (route) => route.fulfill({ body: component, contentType: "text/javascript" }));
    const said = async (lang: string) => {
      await page.goto(`${portal.url}/gallery?lang=${lang}`);
      await page.locator("main[aria-busy=false]").waitFor();
      await expect(page.locator("html")).toHaveAttribute("lang", lang);
      return page
        .locator("h1, h2, h3 a, .head p > *, .head .hint, label > span, select:not([name=element]) option, .state > .hint, .skip")
        .evaluateAll((parts) => parts.map((part) => part.textContent?.trim() ?? ""));
    };
    // Names that are the same everywhere.
    const same = /^(\d+ px|English|polski|Deutsch|Element)$/;
    const [english, polish, german] = [await said("en"), await said("pl"), await said("de")];
    expect(english.length).toBeGreaterThan(100);
    for (const other of [polish, german]) {
      expect(other).toHaveLength(english.length);
      expect(other.filter((words, at) => words === english[at] && !same.test(words))).toEqual([]);
    }
  });
});

test.describe("form field extensions", () => {
  const ID = "6f1d2c3b-0000-4000-8000-0000000000e1";

  const component = (read: string, write: string) => `(function (React) {
    function Component({ model, onChange, fieldConfiguration, sdkConfiguration }) {
      const [drawn] = React.useState(() => ++window.mounted);
      if (model === "crash" || model.value === "crash") throw new Error("on purpose");
      return webcon.createElement("label", { className: "sample" }, sdkConfiguration.label + " " + React.version + " ",
        webcon.createElement("img", { src: "assets/sign", alt: "" }),
        webcon.createElement("input", {
          value: ${read}, readOnly: fieldConfiguration.editMode !== "Edit",
          onChange: ({ target: { value } }) => onChange(${write}),
        }));
    }
    window.mounted = 0;
    window.webcon.customControls.components["${ID}"] = Component;
  })(React);`;

  const packaged = (source: string) =>
    zip({
      "AutentiForm.bpspkg": zip({
        "manifest.json": JSON.stringify({ packageName: "AutentiForm", solutionId: ID }),
        "component.js": source,
        "bundle.css": `.dynamic-form .component_${ID.replaceAll("-", "_")} .sample { color: rgb(1, 2, 3); }`,
        "additionalValidator.js": `window.webcon.customControls.additionalValidators["${ID}"] = ({ model }) => ({
          isValid: (model.value ?? model) !== "forbidden", errorMessage: "Not this word." });`,
        "assets/sign.svg": `<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"/>`,
      }),
      "AutentiForm.json": JSON.stringify({
        version: "25",
        extensions: [{ guid: ID, name: "Autenti", type: "FormFieldExtension", bpsControl: "AutentiForm" }],
      }),
    });

  for (const [generation, version, read, write, wrong] of [
    ["since-2023-r3", "19.1", "model.value", "{ value }", "value"],
    ["before-2023-r3", "18.3", "model", "value", "{ value }"],
  ] as const) {
    test(`are hosted as ${generation}`, async ({ page, portal }) => {
      const crashes: string[] = [];
      page.on("console", (message) => message.text().includes("extension failed") && crashes.push(message.text()));
      await portal.put("extension", packaged(component(read, write)));
      await portal.set({ extensions: generation, design: { extension: { label: "Sample #{WFD_ID}#" } } });
      await page.goto(`${portal.url}${EDIT}`);
      await page.getByRole("tab", { name: "Extension" }).click();
      const input = page.getByLabel(/^Sample 1 /);
      await expect(page.locator(".sample")).toContainText(`Sample 1 ${version}`);
      await expect(page.locator(".sample")).toHaveCSS("color", "rgb(1, 2, 3)");
      await expect.poll(() => page.locator(".sample img").evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(7);

      await input.fill("forbidden");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await expect(page.getByRole("dialog")).toContainText("Not this word.");
      await page.getByRole("dialog").getByRole("button").click();
      await input.fill("written");
      expect(await page.evaluate(() => (window as never as { GetValue: Function }).GetValue("AttText6"))).toBe("written");
      await page.evaluate(() => (window as never as { SetValue: Function }).SetValue("AttText6", "by a rule"));
      await expect(input).toHaveValue("by a rule");
      expect(await inPage(page, "mounted"), "it is told, not made again").toBe(1);
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await expect(page.getByRole("button", { name: "Edit", exact: true })).toBeVisible();
      await expect(page.getByLabel(/^Sample 1 /)).toHaveValue("by a rule");
      await expect(page.getByLabel(/^Sample 1 /)).toHaveAttribute("readonly");

      // A component that fails takes nothing but its own field with it.
      await page.getByRole("button", { name: "Edit", exact: true }).click();
      await page.getByLabel(/^Sample 1 /).fill("crash");
      await expect(page.getByRole("alert")).toContainText("The extension of this field failed.");
      await page.getByRole("tab", { name: "Notes" }).click();
      await expect(page.locator("#AttLong2")).toBeVisible();
      expect(crashes).toHaveLength(1);
    });

    test(`that speak the other generation's model are refused by ${generation}`, async ({ page, portal }) => {
      const failures: string[] = [];
      page.on("pageerror", ({ message }) => failures.push(message));
      await portal.put("extension", packaged(component(read, wrong)));
      await portal.set({ extensions: generation, design: { extension: { label: "Sample" } } });
      await page.goto(`${portal.url}${EDIT}`);
      await page.getByRole("tab", { name: "Extension" }).click();
      await page.getByLabel(/^Sample /).fill("written");
      await expect.poll(() => failures.join()).toContain("Not a model of this field");
      expect(await page.evaluate(() => (window as never as { GetValue: Function }).GetValue("AttText6"))).toBe("");
    });
  }

  test("that register nothing are told to who looks at the form", async ({ page, portal }) => {
    await portal.put("extension", packaged("window.webcon.customControls.components.other = () => null;"));
    await portal.set({ design: { extension: {} } });
    await page.goto(`${portal.url}${FORM}`);
    await page.getByRole("tab", { name: "Extension" }).click();
    await expect(page.getByRole("alert")).toContainText("The extension of this field failed.");
  });
});
