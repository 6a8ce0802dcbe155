// The External custom control: signing in a frame that speaks to the form by messages.

import AxeBuilder from "@axe-core/playwright";
import type { FrameLocator, Page } from "@playwright/test";

import { ANNA, type Demo, IN_PROGRESS, IN_PROGRESS_DOCUMENT, JAN, OLA, UNSENT } from "./demo.ts";
import { calls, checkOut, type Choices, edit, expect, form, set, START, tab, test } from "./portal.ts";
import { CONTROL, elsewhere } from "./external-frame.ts";
import { serve } from "./server.ts";

/** What stands in the frame. */
const inside = (page: Page): FrameLocator => page.frameLocator(CONTROL);
const panelIn = (page: Page) => inside(page).locator("autenti-signing");

/** Opens a form at the tab of the control. */
async function openTab(visit: (path: string, choices?: Choices) => Promise<Page>, path: string, choices: Choices = {}) {
  const page = await visit(path, { design: "external-control", ...choices });
  await tab(page, "External control").click();
  return page;
}

/** Sends the document from the frame, and says yes to the question. */
async function send(page: Page): Promise<void> {
  await panelIn(page).getByRole("button", { name: "Send for signature" }).click();
  await inside(page).getByRole("dialog").getByRole("button", { name: "Send for signature" }).click();
}

/** The component says that a send is running, or that it is over. */
const say = (page: Page, running: boolean) =>
  panelIn(page).evaluate((element, running) => {
    element.dispatchEvent(new CustomEvent("autenti-sending", { detail: { running }, bubbles: true, composed: true }));
  }, running);

/** A page that is silent until it is woken up, and then answers as the form of a new instance, in German. */
const plainForm = (control: string, config: object = { proxy: "https://proxy.example.com", ticketField: "y" }) =>
  serve(
    () => `<!doctype html><iframe class="external-control" src="${control}/index.html"></iframe>
      <script>window.addEventListener("message", ({ data, source, origin }) => {
        if (!window.isAwake) return;
        const element = window.element ?? 0;
        const values = {
          GET_CONTEXT: { language: "de-DE" },
          GET_FORM_INFO: { formState: { isNew: element === 0 }, currentForm: { wfdId: element } },
          GET_SELF_CONFIGURATION: {
            metadata: { fieldName: "x" },
            config: ${JSON.stringify(config)},
          },
        };
        source.postMessage({ ...data, value: values[data.action] }, origin);
      });</script>`,
  );

const configure = (demo: Demo, configuration: unknown, address?: string) =>
  set(demo, { design: { externalControl: configuration, externalControlAddress: address } });

test("the zip, hosted by the portal, shows the signing of the form in a frame", async ({ demo, visit }) => {
  const files = await (await fetch(`${demo.portal}/sandbox/external-control`)).json();
  expect(files.map(({ name }: { name: string }) => name)).toContain("index.html");
  const page = await openTab(visit, form(IN_PROGRESS), { as: JAN });
  await expect(panelIn(page)).toContainText("1 of 2 signed");
  await expect(panelIn(page).getByRole("button", { name: "Sign now" }).first()).toBeVisible();
});

test("the frame is as high as the panel, and an open dialog has room in it", async ({ visit }) => {
  const page = await openTab(visit, form(UNSENT));
  const frame = page.locator(CONTROL);
  const overflow = () =>
    inside(page).locator("html").evaluate((html) => html.scrollHeight - html.clientHeight);
  await panelIn(page).getByRole("button", { name: "Send for signature" }).waitFor();
  await expect.poll(async () => (await frame.boundingBox())?.height ?? 0).toBeGreaterThan(250);
  await expect.poll(overflow).toBeLessThanOrEqual(0);
  const before = (await frame.boundingBox())?.height ?? 0;
  await panelIn(page).getByRole("button", { name: "Send for signature" }).click();
  const dialog = inside(page).getByRole("dialog");
  await expect
    .poll(() => dialog.evaluate((element) => element.scrollHeight - element.clientHeight))
    .toBeLessThanOrEqual(0);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(async () => (await frame.boundingBox())?.height).toBe(before);
});

test("a dialog that is closed leaves no listener behind in the frame", async ({ visit }) => {
  const page = await openTab(visit, form(UNSENT));
  const sendButton = panelIn(page).getByRole("button", { name: "Send for signature" });
  await sendButton.waitFor();
  await panelIn(page).evaluate(() => {
    const { addEventListener: add, removeEventListener: remove } = window;
    const listeners = new Set<unknown>();
    Object.assign(window, {
      listeners,
      addEventListener: (...heard: Parameters<typeof add>) => (listeners.add(heard[1]), add(...heard)),
      removeEventListener: (...heard: Parameters<typeof remove>) => (listeners.delete(heard[1]), remove(...heard)),
    });
  });
  const listeners = () => panelIn(page).evaluate(() => (window as unknown as { listeners: Set<unknown> }).listeners.size);
  await sendButton.click();
  await expect.poll(listeners).toBe(1);
  await inside(page).getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expect.poll(listeners).toBe(0);
});

for (const [count, viewport] of [
  [20, { width: 1280, height: 720 }],
  [60, { width: 1280, height: 720 }],
  [60, { width: 800, height: 480 }],
] as const) {
  for (const how of ["by mouse", "by keyboard"] as const) {
    test(`with ${count} recipients a dialog opens within sight, ${how}, where the window has ${viewport.height} px`, async ({ demo, visit }) => {
      const page = await visit(form(UNSENT), { design: "external-control" });
      await page.setViewportSize(viewport);
      // Most windows are smaller than the screen, and have a bar of their own.
      await page.addInitScript(() => {
        Object.defineProperty(Screen.prototype, "availHeight", { get: () => 1040 });
        Object.defineProperty(window, "outerHeight", { value: (top?.innerHeight ?? 0) + 90 });
      });
      await page.route(`${demo.proxy}/v1/signing/events`, () => {});
      await page.route(`${demo.proxy}/v1/signing`, async (route) => {
        const response = await route.fetch();
        const signing = await response.json();
        const [first] = signing.recipients;
        signing.recipients = Array.from({ length: count }, (_, at) => ({
          ...first,
          id: `row:${at}`,
          row: at,
          firstName: `Person${at + 1}`,
          email: `person.${at + 1}@example.com`,
        }));
        await route.fulfill({ response, json: signing });
      });
      await page.reload();
      await tab(page, "External control").click();
      // With everybody shown the frame is much higher than the window.
      await panelIn(page).getByText(`${count} people`).click();
      const frame = page.locator(CONTROL);
      await expect.poll(async () => (await frame.boundingBox())?.height ?? 0).toBeGreaterThan(count * 50);
      const sendButton = panelIn(page).getByRole("button", { name: "Send for signature" });
      await sendButton.scrollIntoViewIfNeeded();
      if (how === "by mouse") await sendButton.click();
      else await sendButton.press("Enter");
      const dialog = inside(page).getByRole("dialog");
      const list = dialog.locator(".dialog-body");
      const inSight = async () => {
        for (const part of [
          dialog.getByRole("heading"),
          dialog.getByRole("button", { name: "Send for signature" }),
          dialog.getByRole("button", { name: "Cancel" }),
        ]) {
          await expect(part).toBeInViewport({ ratio: 1 });
          // Nothing of the portal lies over it.
          const box = (await part.boundingBox())!;
          const top = await page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.className, [box.x + 5, box.y + 1] as const);
          expect(top).toBe("external-control");
        }
      };
      await inSight();
      await expect(dialog.getByText(`${count} people`)).toBeInViewport({ ratio: 1 });
      await expect(dialog.getByText("Person1 Nowak")).toBeInViewport({ ratio: 1 });
      expect(await list.evaluate((list) => list.scrollHeight > list.clientHeight && list.scrollTop === 0)).toBe(true);
      await list.focus();
      await list.press("End");
      await expect(dialog.getByText(`Person${count} Nowak`)).toBeInViewport();
      await inSight();
    });
  }
}

test("a document is sent from the frame", async ({ visit }) => {
  const page = await openTab(visit, form(UNSENT));
  await send(page);
  await expect(panelIn(page).locator(".badge").first()).toHaveText("In progress");
});

test("in edit mode what the proxy writes is put on the form, so that a save does not undo it", async ({ demo, visit }) => {
  test.slow();
  const page = await openTab(visit, edit(IN_PROGRESS), { as: OLA });
  await expect(panelIn(page)).toContainText("1 of 2 signed");
  // As on a portal where a form can be edited without being checked out.
  await checkOut(demo, IN_PROGRESS);
  await demo.act(IN_PROGRESS_DOCUMENT, JAN, "sign");
  const values = () => page.evaluate(`[GetValue("AttChoose1"), GetSubValue(140, 2, "DET_Att7")]`);
  const completed = expect.stringMatching(/^COMPLETED#/);
  // The proxy was kept waiting by the checkout before, and comes back by itself.
  await expect.poll(values, { timeout: 45_000 }).toEqual([completed, completed]);
});

const VETO = {
  en: "The document is just being sent for signature. Wait a moment, then try again.",
  pl: "Dokument jest właśnie wysyłany do podpisu. Poczekaj chwilę i spróbuj ponownie.",
  de: "Das Dokument wird gerade zur Unterschrift gesendet. Warten Sie einen Moment und versuchen Sie es dann erneut.",
};

for (const lang of ["en", "pl", "de"] as const) {
  test(`while a send is running the form is neither saved nor moved on, and says so (${lang})`, async ({
    demo,
    visit,
  }) => {
    const polish = lang === "pl";
    const page = await visit(edit(IN_PROGRESS), { design: "external-control", lang });
    await tab(page, polish ? "Kontrolka zewnętrzna" : "External control").click();
    await panelIn(page).waitFor();
    await say(page, true);
    const saved = async () => (await calls(demo)).filter(({ path }) => path.endsWith("/save")).length;
    const dialog = page.getByRole("dialog");
    for (const name of polish ? ["Zapisz", "Cofnij do szkicu"] : ["Save", "Back to draft"]) {
      await page.getByRole("button", { name, exact: true }).click();
      await expect(dialog).toContainText(VETO[lang]);
      await dialog.getByRole("button", { name: "OK" }).click();
    }
    expect(await saved()).toBe(0);
    await say(page, false);
    await page.getByRole("button", { name: polish ? "Zapisz" : "Save", exact: true }).click();
    await expect(page).toHaveURL(/\/form$/);
    expect(await saved()).toBe(1);
  });
}

test("a control whose tab was left has no say any more", async ({ visit }) => {
  const page = await openTab(visit, edit(IN_PROGRESS));
  await panelIn(page).waitFor();
  await say(page, true);
  await tab(page, "Notes").click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(/\/form$/);
});

test("where the portal never forgets who registered, a control in which nothing was sent keeps no form from being saved", async ({ demo, visit }) => {
  await set(demo, { externalControls: "recorded" });
  await configure(demo, { proxy: demo.proxy, ticketField: "AttText9" }, "/local-hosting/autenti-form/index.html?field=UserControl");
  const page = await openTab(visit, edit(IN_PROGRESS));
  await panelIn(page).waitFor();
  // It is told its height under the name that this portal has for it.
  const height = () => page.locator(CONTROL).evaluate((frame: HTMLElement) => Number.parseInt(frame.style.height || "0", 10));
  await expect.poll(height).toBeGreaterThan(200);
  await tab(page, "Notes").click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(/\/form$/);
});

test("a control that does not answer within five seconds keeps the form from being saved", async ({ demo, visit }) => {
  test.slow();
  await using silent = await elsewhere((file, text) =>
    file.endsWith("external-control.js") ? text.replaceAll('"VALIDATION_CALLBACK"', '"NOTHING"') : text,
  );
  await configure(demo, { proxy: demo.proxy, ticketField: "AttText9" }, `${silent.origin}/index.html`);
  const page = await openTab(visit, edit(IN_PROGRESS));
  await panelIn(page).waitFor();
  await say(page, true);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText("did not answer in time", { timeout: 8000 });
  await expect(page).toHaveURL(/\/edit$/);
});

test("a new instance is asked to be saved first", async ({ visit }) => {
  const page = await openTab(visit, START);
  await expect(inside(page).getByRole("status")).toHaveText(
    "Save the form first; then the document can be sent for signature here.",
  );
});

test("a control that nobody configured says so, and one that lacks a ticket source too", async ({ demo, visit }) => {
  for (const configuration of ["", "nonsense", {}, { proxy: demo.proxy }, { ticketField: "AttText9" }]) {
    await configure(demo, configuration);
    const page = await openTab(visit, form(IN_PROGRESS));
    await expect(inside(page).getByRole("status")).toContainText("Signing is not set up on this form yet");
    await page.close();
  }
});

test("the configuration may come as text, with an address for tickets instead of a field", async ({ demo, visit }) => {
  const ticketUrl = "/api/udef/db/{db}/autenti-ticket/{element}";
  await configure(demo, JSON.stringify({ proxy: demo.proxy, ticketUrl, statusField: "AttChoose1" }));
  const page = await openTab(visit, form(IN_PROGRESS), { as: ANNA });
  await expect(panelIn(page)).toContainText("1 of 2 signed");
  expect(await panelIn(page).getAttribute("status")).toBe("PROCESSING#In progress");
  const read = (await calls(demo)).filter(({ path }) => path === "/api/udef/db/1/autenti-ticket/2");
  expect(read).toHaveLength(1);
});

test("the configuration may bring words of the form's own, for the frame and for the panel in it", async ({ demo, visit }) => {
  const texts = { en: { ControlUnsaved: "Save me first.", Send: "Off you go", RecipientsInvalidTitle: "Not like this" } };
  await configure(demo, { proxy: demo.proxy, ticketField: "AttText9", texts });
  const page = await openTab(visit, START);
  await expect(inside(page).getByRole("status")).toHaveText("Save me first.");
  await page.goto(new URL(form(UNSENT), page.url()).href);
  await tab(page, "External control").click();
  await expect(panelIn(page).getByRole("button", { name: "Off you go" })).toBeVisible();
});

test("words for what is said before the form answers stand in the file", async ({ page }) => {
  const texts = JSON.stringify({ de: { ControlAlone: "Hier ist nichts." }, en: { ControlAlone: "Nothing here." } });
  await using control = await elsewhere((file, text) =>
    file.endsWith("index.html") ? text.replace('data-texts=""', `data-texts='${texts}'`) : text,
  );
  await page.goto(`${control.origin}/index.html`);
  await expect(page.getByRole("status")).toHaveText("Nothing here.");
});

for (const theme of ["light", "dark", "custom"] as const) {
  test(`nothing in the frame is hard to read or to use, in the ${theme} theme`, async ({ visit }) => {
    test.slow();
    const page = await openTab(visit, form(IN_PROGRESS), { theme });
    await expect(panelIn(page)).toContainText("1 of 2 signed");
    // The rest of axe's rules ask for a heading of the first order, which is the form's and not the frame's.
    const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const broken = async () => {
      const { violations } = await new AxeBuilder({ page }).include(CONTROL).withTags(rules).analyze();
      return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
    };
    expect(await broken()).toEqual([]);
    await page.goto(new URL(START, page.url()).href);
    await tab(page, "External control").click();
    await expect(inside(page).getByRole("status")).toContainText("Save the form first");
    expect(await broken()).toEqual([]);
  });
}

test("under a strict content security policy the control works", async ({ visit }) => {
  const page = await openTab(visit, form(IN_PROGRESS), { csp: "strict" });
  await expect(panelIn(page)).toContainText("1 of 2 signed");
});

test("as an external application of another origin it speaks with the form all the same", async ({ demo, visit }) => {
  await using control = await elsewhere();
  await configure(demo, { proxy: demo.proxy, ticketField: "AttText9", statusField: "AttChoose1" }, `${control.origin}/index.html`);
  const page = await openTab(visit, form(IN_PROGRESS));
  // The proxy takes calls from the portal's origin only, but what the form knows has come.
  await expect(panelIn(page).locator(".badge").first()).toHaveText("In progress");
  await say(page, true);
  expect(await panelIn(page).getAttribute("ticket")).toMatch(/^ey/);
});

test("it speaks with nobody but the portal that its file names", async ({ demo, visit }) => {
  await using control = await elsewhere((file, text) =>
    file.endsWith("index.html") ? text.replace('data-portal=""', 'data-portal="https://portal.example.com"') : text,
  );
  await configure(demo, { proxy: demo.proxy, ticketField: "AttText9" }, `${control.origin}/index.html?portal=${demo.portal}`);
  const page = await visit("/");
  await page.addInitScript(() => {
    window.addEventListener("message", ({ data }) => {
      ((window as unknown as { heard: unknown[] }).heard ??= []).push(data);
    });
  });
  await page.goto(demo.portal + form(IN_PROGRESS));
  await tab(page, "External control").click();
  await expect(inside(page).getByRole("status")).toContainText("This page is part of a form");
  expect(await page.evaluate(() => (window as unknown as { heard?: unknown[] }).heard ?? [])).toEqual([]);
});

test("messages that do not come from the form are left alone", async ({ visit }) => {
  const page = await openTab(visit, edit(IN_PROGRESS));
  await panelIn(page).waitFor();
  await say(page, true);
  await page.evaluate(() => {
    (window as unknown as { words: unknown[] }).words = [];
    window.addEventListener("message", ({ data }) => {
      if (data.type === "VALIDATION_CALLBACK") (window as unknown as { words: unknown[] }).words.push(data);
    });
  });
  const words = () => page.evaluate(() => (window as unknown as { words: unknown[] }).words.length);
  // Another frame of the very same origin asks, then the form itself.
  await page.evaluate((selector) => {
    const stranger = document.createElement("iframe");
    document.body.append(stranger);
    const script = stranger.contentDocument!.createElement("script");
    script.textContent = `parent.document.querySelector("${selector}").contentWindow
      .postMessage({ type: "ON_SAVE_EXTERNAL_EVENT" }, "*")`;
    stranger.contentDocument!.body.append(script);
  }, CONTROL);
  await page.evaluate((selector) => {
    const frame = document.querySelector<HTMLIFrameElement>(selector);
    frame?.contentWindow?.postMessage({ type: "ON_PATH_TRAVERSAL_EXTERNAL_EVENT" }, location.origin);
  }, CONTROL);
  await expect.poll(words).toBe(1);
  expect(await page.evaluate(() => (window as unknown as { words: { id: string }[] }).words[0].id)).toContain(
    "ON_PATH_TRAVERSAL_EVENT",
  );
});

test("a form that does not answer is told of calmly, and can be asked again", async ({ page }) => {
  await using control = await elsewhere();
  await using portal = await plainForm(control.origin);
  await page.goto(`${portal.origin}/form.html`);
  await expect(inside(page).getByRole("status")).toContainText("The form does not answer", { timeout: 10_000 });
  await page.evaluate(() => ((window as unknown as { isAwake: boolean }).isAwake = true));
  await inside(page).getByRole("button", { name: "Try again" }).click();
  await expect(inside(page).getByRole("status")).toContainText("Speichern Sie zuerst das Formular");
});

test("a send that is really running keeps the form from moving on", async ({ demo, visit }) => {
  const files = { method: "POST", path: "/api/v2/document-processes/*/files" };
  await demo.breakAutenti({ ...files, latencyMs: 60_000, times: 1 });
  const page = await openTab(visit, form(UNSENT));
  await send(page);
  await expect(panelIn(page)).toContainText("Uploading files");
  // The frame tells the portal that it wants to be asked, by a message of which nothing can be seen.
  const countRegistrations = () => {
    const counted = Object.assign(window, { registrations: 0 });
    window.addEventListener("message", ({ data }) => {
      if (data?.action === "REGISTER_EVENT") counted.registrations += 1;
    });
  };
  await page.addInitScript(countRegistrations);
  await page.evaluate(countRegistrations);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect(panelIn(page)).toContainText("Uploading files");
  await page.waitForFunction(() => (window as unknown as { registrations: number }).registrations >= 2);
  await page.getByRole("button", { name: "Back to draft", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText(VETO.en);
});

test("a send that has to be tried again, maybe for long, holds nobody up", async ({ demo, visit }) => {
  await demo.breakAutenti({ method: "POST", path: "/api/v2/document-processes/*/files", status: 503 });
  const page = await openTab(visit, form(UNSENT));
  await send(page);
  await expect(panelIn(page)).toContainText(/Next try: \d\d:\d\d/);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect(panelIn(page)).toContainText(/Next try: \d\d:\d\d/);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(/\/form$/);
});

test("nobody is held up by a send of which nothing is heard any more", async ({ visit }) => {
  const page = await openTab(visit, edit(IN_PROGRESS));
  await panelIn(page).waitFor();
  await say(page, true);
  await panelIn(page).evaluate((element) => {
    element.dispatchEvent(new CustomEvent("autenti-error", { detail: {}, bubbles: true, composed: true }));
  });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(/\/form$/);
});

test("a form that keeps the frame while it saves a new instance finds the signing in it", async ({ page }) => {
  await using control = await elsewhere();
  await using portal = await plainForm(control.origin);
  await page.goto(`${portal.origin}/form.html`);
  await page.evaluate(() => ((window as unknown as { isAwake: boolean }).isAwake = true));
  await expect(inside(page).getByRole("status")).toContainText("Speichern Sie zuerst das Formular");
  await page.evaluate(() => {
    (window as unknown as { element: number }).element = 5;
    window.frames[0].postMessage({ type: "ON_SAVE_EXTERNAL_EVENT" }, "*");
  });
  await expect(panelIn(page)).toHaveAttribute("mode", "view");
  await expect(panelIn(page)).toHaveAttribute("lang", "de");
});

test("without the component's script it says that something could not be loaded", async ({ page }) => {
  await using control = await elsewhere((file, text) => (file === "/autenti-form.js" ? null : text));
  await using portal = await plainForm(control.origin);
  await page.goto(`${portal.origin}/form.html`);
  await page.evaluate(() => ((window as unknown as { isAwake: boolean }).isAwake = true));
  await expect(inside(page).getByRole("status")).toContainText("konnte nicht geladen werden");
});

test("outside of a form it shows nothing but what it is", async ({ page }) => {
  await using control = await elsewhere();
  await page.goto(`${control.origin}/index.html`);
  await expect(page.getByRole("status")).toHaveText("This page is part of a form and shows nothing outside of it.");
});

test("a save that takes long is waited for", async ({ page }) => {
  await using control = await elsewhere();
  await using portal = await plainForm(control.origin);
  await page.goto(`${portal.origin}/form.html`);
  await page.evaluate(() => ((window as unknown as { isAwake: boolean }).isAwake = true));
  await expect(inside(page).getByRole("status")).toContainText("Speichern Sie zuerst das Formular");
  await page.evaluate(() => window.frames[0].postMessage({ type: "ON_SAVE_EXTERNAL_EVENT" }, "*"));
  await page.waitForTimeout(2000);
  await page.evaluate(() => ((window as unknown as { element: number }).element = 5));
  await expect(panelIn(page)).toHaveAttribute("mode", "view");
});

test("a page that frames it from elsewhere gets no ticket of the portal that hosts it", async ({ page }) => {
  await using control = await elsewhere();
  await using stranger = await plainForm(control.origin, { proxy: "https://evil.example.com", ticketUrl: "/ticket" });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${stranger.origin}/form.html`);
  await page.evaluate(() => Object.assign(window, { isAwake: true, element: 5 }));
  await expect(inside(page).getByRole("status")).toContainText("noch nicht eingerichtet");
  expect(asked).not.toContain("/ticket");
});
