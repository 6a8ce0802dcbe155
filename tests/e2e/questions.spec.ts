// What is asked before something is done: the right people and files, a reason, the way to a corrected document, the
// code for a phone, and what happens where Autenti opens in the same tab.

import type { Page } from "@playwright/test";

import { expect, problem, PROXY, signings, test, ticket } from "./component-form";

const [anna, jan] = signings["in-progress"].recipients as object[];
const maria = { ...anna, id: "row:14", firstName: "Maria", lastName: "Wrona", email: "maria.wrona@example.com", status: "NONE" };

test("the question before sending again shows what goes out now, not what went out", async ({ form, page }) => {
  form.signing = {
    ...signings["in-progress"],
    status: "REJECTED",
    can: ["read", "send"],
    next: { title: "Umowa 12/2026", recipients: [maria], files: [{ name: "umowa-v2.pdf", size: 2_411_724 }], violations: [] },
  };
  await form.open();
  await page.getByRole("button", { name: "Send again" }).click();
  const dialog = page.getByRole("dialog", { name: "Send again?" });
  await expect(dialog.getByText("1 person")).toBeVisible();
  await expect(dialog.getByText("Maria Wrona")).toBeVisible();
  await expect(dialog.getByText("umowa-v2.pdf")).toBeVisible();
  await expect(dialog.getByText("2.2 MB")).toBeVisible();
  await expect(dialog.getByText("Jan Kowalski")).toHaveCount(0);
  await expect(dialog.getByText("umowa-12-2026.pdf")).toHaveCount(0);
});

test("a file that cannot be signed is told before Send is offered", async ({ form, page }) => {
  form.signing = {
    ...signings["not-sent"],
    files: [{ name: "aneks.pdf", size: 61_000, href: "https://portal.example.com/7", code: "pdf_signed", detail: "“aneks.pdf” bears a signature already." }],
  };
  await form.open();
  await expect(page.getByText("“aneks.pdf” bears a signature already.")).toBeVisible();
  await expect(page.getByText("60 KB")).toBeVisible();
  await expect(page.getByRole("link", { name: "aneks.pdf" })).toHaveAttribute("href", "https://portal.example.com/7");
  await expect(page.getByRole("button", { name: "Send for signature" })).toHaveAttribute("aria-disabled", "true");
});

test("with many recipients the head and the buttons of the question stay in sight, and the first person too", async ({ form, page }) => {
  await page.setViewportSize({ width: 800, height: 500 });
  const people = Array.from({ length: 40 }, (_, at) => ({ ...maria, id: `row:${at}`, firstName: `Person ${at}` }));
  form.signing = { ...signings["not-sent"], recipients: people };
  await form.open();
  await page.getByRole("button", { name: "Send for signature" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("40 people")).toBeInViewport();
  await expect(dialog.getByRole("heading")).toBeInViewport();
  await expect(dialog.getByText("Person 0 Wrona")).toBeInViewport();
  await expect(dialog.getByRole("button", { name: "Send for signature" })).toBeInViewport();
});

test("a document is withdrawn with a reason", async ({ form, page }) => {
  form.answers["POST /v1/signing/withdrawal"] = () => ({ json: {} });
  await form.open();
  await page.getByRole("button", { name: "Withdraw" }).click();
  await page.getByRole("textbox", { name: "Reason" }).fill("Zła stawka: § 3\nponownie");
  await page.getByRole("button", { name: "Withdraw the document" }).click();
  await expect.poll(() => form.called("POST", "/v1/signing/withdrawal").length).toBe(1);
  expect(JSON.parse(form.called("POST", "/v1/signing/withdrawal")[0].body!)).toEqual({ comment: "Zła stawka: § 3\nponownie" });
});

test("Remind all leaves out whom it reminded a moment ago, and says so first", async ({ form, page }) => {
  const reminded = { ...jan, status: "PENDING", canRemind: true, remindedAt: "2026-11-23T11:50:00Z" };
  form.signing = { ...signings["in-parallel"], recipients: [{ ...anna, status: "PENDING", canRemind: true }, reminded] };
  form.answers["POST /v1/signing/reminders"] = () => ({ json: { reminded: ["p1"], skipped: [] } });
  await form.open();
  await page.getByRole("button", { name: "Remind all" }).click();
  const dialog = page.getByRole("dialog", { name: "Remind these people?" });
  await expect(dialog.getByText("1 person")).toBeVisible();
  await expect(dialog.getByText("reminded within the last hour: Jan Kowalski")).toBeVisible();
  await expect(dialog.getByText("(again from 13:50)")).toBeVisible();
  await dialog.getByRole("button", { name: "Remind all" }).click();
  await expect(page.locator(".note").getByText("Reminder sent to Anna Nowak.")).toBeVisible();
  await expect(page.locator(".note").getByText("“Remind all” includes them again from 14:02.")).toBeVisible();
  expect(JSON.parse(form.called("POST", "/v1/signing/reminders")[0].body!)).toEqual({ recipients: ["p1"] });
});

test("where everybody was reminded a moment ago, it is said of each when that is possible again", async ({ form, page }) => {
  const reminded = (who: object, at: string) => ({ ...who, status: "PENDING", canRemind: true, remindedAt: at });
  form.signing = {
    ...signings["in-parallel"],
    recipients: [reminded(anna, "2026-11-23T11:40:00Z"), reminded(jan, "2026-11-23T11:50:00Z")],
  };
  const reason = "was reminded a moment ago";
  const skipped = [
    { id: "p1", reason, again: "2026-11-23T12:40:00Z" },
    { id: "p2", reason, again: "2026-11-24T06:30:00Z" },
  ];
  form.answers["POST /v1/signing/reminders"] = () => ({ json: { reminded: [], skipped } });
  await form.open();
  await page.getByRole("button", { name: "Remind all" }).click();
  const dialog = page.getByRole("dialog", { name: "Remind these people?" });
  await expect(dialog.getByText("Anna Nowak (again from 13:40), Jan Kowalski (again from 13:50)")).toBeVisible();
  await dialog.getByRole("button", { name: "Remind all" }).click();
  const note = page.locator(".note");
  await expect(note.getByText("Anna Nowak: was reminded a moment ago (again from 13:40)")).toBeVisible();
  await expect(note.getByText("Jan Kowalski: was reminded a moment ago (again from 24 Nov 2026, 07:30)")).toBeVisible();
});

test("a wrong recipient is put right in steps that are there again when the form is opened later", async ({ form, page }) => {
  form.signing = { ...signings["in-progress"], canCorrect: true };
  const withdrawn = {
    ...signings["in-progress"],
    status: "WITHDRAWN",
    can: ["read", "send"],
    next: { title: "Umowa", recipients: signings["in-progress"].recipients, files: [{ name: "u.pdf" }], violations: [] },
  };
  form.answers["POST /v1/signing/withdrawal"] = () => {
    form.signing = withdrawn;
    return { json: withdrawn };
  };
  await form.open();
  await page.getByRole("button", { name: "Correct a recipient" }).click();
  const dialog = page.getByRole("dialog", { name: "Correct a recipient?" });
  await expect(dialog.getByRole("listitem")).toHaveCount(3);
  await dialog.getByRole("button", { name: "Withdraw the document" }).click();
  const steps = page.locator(".steps");
  await expect(steps.locator("[data-done]")).toHaveCount(1);
  // Left in the middle, and come back to with the list corrected.
  form.signing = { ...withdrawn, next: { ...withdrawn.next, recipients: [maria] } };
  await page.reload();
  await expect(steps.locator("[data-done]")).toHaveCount(2);
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(page.getByRole("dialog", { name: "Send again?" }).getByText("Maria Wrona")).toBeVisible();
});

test("the code for a phone is gone when its dialog closes, and its link can be copied", async ({ form, page }) => {
  form.signing = signings["my-turn"];
  form.answers["POST /v1/signing/link"] = () => ({
    json: { url: "https://autenti.example.com/sign/7", qr: { size: 21, path: "M0 0h1v1h-1z" } },
  });
  await form.open();
  await page.getByRole("button", { name: "Sign on the phone" }).click();
  const dialog = page.getByRole("dialog", { name: "Sign on the phone" });
  await expect(dialog.getByRole("img", { name: "QR code" })).toBeVisible();
  await expect(dialog.getByText("It opens Autenti for Jan Kowalski")).toBeVisible();
  expect(JSON.parse(form.called("POST", "/v1/signing/link")[0].body!)).toEqual({ qr: true });
  await dialog.getByRole("button", { name: "Copy link" }).click();
  await expect(page.locator("[aria-live]").first()).toContainText("Copied.");
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toHaveCount(0);
  const left = await page.evaluate(() => document.querySelector("autenti-signing")!.shadowRoot!.innerHTML);
  expect(left).not.toContain("autenti.example.com");
});

test("a link is copied where the page may not use the clipboard, and told where it could not be", async ({ form, page }) => {
  form.signing = signings["my-turn"];
  form.answers["POST /v1/signing/link"] = () => ({
    json: { url: "https://autenti.example.com/sign/7", qr: { size: 21, path: "M0 0h1v1h-1z" } },
  });
  await page.addInitScript(() => {
    const refused = { writeText: () => Promise.reject(new DOMException("no", "NotAllowedError")) };
    Object.defineProperty(navigator, "clipboard", { value: refused });
    document.addEventListener("copy", () => (window.copied = document.querySelector("autenti-signing")!.shadowRoot!.querySelector("textarea")?.value));
  });
  await form.open();
  await page.getByRole("button", { name: "Sign on the phone" }).click();
  const dialog = page.getByRole("dialog", { name: "Sign on the phone" });
  const copy = dialog.getByRole("button", { name: "Copy link" });
  await copy.press("Enter");
  await expect(page.locator("[aria-live]").first()).toContainText("Copied.");
  expect(await page.evaluate(() => window.copied)).toBe("https://autenti.example.com/sign/7");
  await expect(copy).toBeFocused();
  await page.evaluate(() => (document.execCommand = () => false));
  await copy.press("Enter");
  await expect(dialog.locator(".note").getByText("This could not be copied")).toBeVisible();
  await expect(page.locator("[aria-live]").first()).toContainText("This could not be copied");
  await expect(copy).toBeFocused();
});

declare global {
  interface Window {
    copied?: string;
  }
}

test("the code for a phone is that of the person it was last asked for, and comes late for nobody else", async ({ form, page }) => {
  form.signing = signings["in-parallel"];
  const waiting: Record<string, () => void> = {};
  form.answers["POST /v1/signing/link"] = async (request) => {
    const { email } = JSON.parse(request.postData()!);
    await new Promise<void>((letGo) => (waiting[email] = letGo));
    return { json: { url: `https://autenti.example.com/sign/${email}`, qr: { size: 21, path: "M0 0h1v1h-1z" } } };
  };
  const of = { anna: "anna.nowak@example.com", jan: "jan.kowalski@example.com" };
  const ask = (name: string) => page.getByRole("button", { name: `Sign on the phone: ${name}` }).click();
  const answered = (email: string) => {
    const answer = page.waitForResponse((response) => response.url().endsWith("/v1/signing/link") && !!response.request().postData()?.includes(email));
    waiting[email]();
    return answer;
  };
  const dialog = page.getByRole("dialog", { name: "Sign on the phone" });
  await form.open();
  await ask("Anna Nowak");
  await ask("Jan Kowalski");
  await expect.poll(() => Object.keys(waiting).length).toBe(2);
  await answered(of.anna);
  await expect(page.getByRole("button", { name: "Sign on the phone: Anna Nowak" })).toBeEnabled();
  await expect(page.locator("[aria-busy]")).toHaveCount(1);
  await expect(dialog).toHaveCount(0);
  await answered(of.jan);
  await expect(dialog.getByText("It opens Autenti for Jan Kowalski")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Copy link" })).toHaveAttribute("data-copy", `https://autenti.example.com/sign/${of.jan}`);
  await dialog.getByRole("button", { name: "Close" }).click();
  // Something else was done before the link came: it is not kept for later.
  await ask("Anna Nowak");
  await expect.poll(() => form.called("POST", "/v1/signing/link").length).toBe(3);
  await page.getByRole("button", { name: "Refresh" }).click();
  await answered(of.anna);
  await expect(page.locator("[aria-busy]")).toHaveCount(0);
  await ask("Jan Kowalski");
  await expect(page.locator("[aria-busy]")).toHaveCount(1);
  await expect(dialog).toHaveCount(0);
  await answered(of.jan);
  await expect(dialog.getByText("It opens Autenti for Jan Kowalski")).toBeVisible();
});

test("open=same takes the person to Autenti in the same tab, and Back comes to a form that reads anew", async ({ form, page }) => {
  form.signing = signings["my-turn"];
  form.answers["POST /v1/signing/link"] = () => ({ json: { url: "http://autenti.example.com/sign" } });
  await form.open(`<autenti-signing proxy="${PROXY}" ticket="${ticket()}" open="same"></autenti-signing>`);
  await page.getByRole("button", { name: "Sign now" }).click();
  await expect(page).toHaveURL("http://autenti.example.com/sign");
  expect(await page.evaluate(() => document.referrer)).toBe("");
  form.signing = signings.completed;
  await page.goBack();
  await expect(page.getByText("Everybody has signed.")).toBeVisible();
});

test("open=same warns before what is not saved is left", async ({ form, page }) => {
  form.signing = signings["my-turn"];
  form.answers["POST /v1/signing/link"] = () => ({ json: { url: "http://autenti.example.com/sign" } });
  await form.open(`<autenti-signing proxy="${PROXY}" ticket="${ticket()}" open="same" mode="edit"></autenti-signing>`);
  await page.getByRole("button", { name: "Sign now" }).click();
  const dialog = page.getByRole("dialog", { name: "Leave this form?" });
  await expect(dialog.getByText(/What you have not saved on the form would be lost/)).toBeVisible();
  expect(form.called("POST", "/v1/signing/link")).toHaveLength(0);
  await dialog.getByRole("button", { name: "Leave and open Autenti" }).click();
  await expect(page).toHaveURL("http://autenti.example.com/sign");
});

test("open=same warns before what is not saved is left in a layout of one's own, too", async ({ form, page }) => {
  form.signing = signings["my-turn"];
  form.answers["POST /v1/signing/link"] = () => ({ json: { url: "http://autenti.example.com/sign" } });
  await form.open(`<autenti-signing proxy="${PROXY}" ticket="${ticket()}" open="same" mode="edit">
    <autenti-status></autenti-status><autenti-sign-button></autenti-sign-button></autenti-signing>`);
  await page.getByRole("button", { name: "Sign now" }).click();
  const dialog = page.getByRole("dialog", { name: "Leave this form?" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);
  await page.getByRole("button", { name: "Sign now" }).click();
  await expect(dialog).toBeVisible();
  expect(form.called("POST", "/v1/signing/link")).toHaveLength(0);
  await dialog.getByRole("button", { name: "Leave and open Autenti" }).click();
  await expect(page).toHaveURL("http://autenti.example.com/sign");
});

test("the tab that waits for Autenti has a title and a language", async ({ form, page, context }) => {
  form.signing = signings["my-turn"];
  form.answers["POST /v1/signing/link"] = () => new Promise(() => {});
  await form.open(`<autenti-signing proxy="${PROXY}" ticket="${ticket()}" lang="pl"></autenti-signing>`);
  const opened = context.waitForEvent("page");
  await page.getByRole("button", { name: "Podpisz teraz" }).click();
  const tab = await opened;
  await expect(tab).toHaveTitle("Otwieranie Autenti…");
  expect(await tab.evaluate(() => document.documentElement.lang)).toBe("pl");
});

/** What assistive technology meets in live regions: nothing outside of an open dialog. */
async function heard(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const children = new Map(nodes.map((node) => [node.nodeId, node.childIds ?? []]));
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const words = (id: string): string => {
    const node = byId.get(id);
    const own = node?.role?.value === "StaticText" ? String(node.name?.value ?? "") : "";
    return own + (children.get(id) ?? []).map(words).join("");
  };
  return nodes.filter((node) => !node.ignored && node.role?.value === "status").map(({ nodeId }) => words(nodeId).trim());
}

test("what is said while a dialog is open is heard in it, and not what was said before", async ({ form, page }) => {
  form.signing = signings["my-turn"];
  form.answers["POST /v1/signing/link"] = () => ({
    json: { url: "https://autenti.example.com/sign/7", qr: { size: 21, path: "M0 0h1v1h-1z" } },
  });
  await form.open();
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect.poll(() => heard(page)).toEqual(["Up to date."]);
  await page.getByRole("button", { name: "Sign on the phone" }).click();
  const dialog = page.getByRole("dialog", { name: "Sign on the phone" });
  await expect(dialog).toBeVisible();
  expect(await heard(page)).toEqual([""]);
  await dialog.getByRole("button", { name: "Copy link" }).click();
  await expect.poll(() => heard(page)).toEqual(["Copied."]);
  await expect(dialog).toMatchAriaSnapshot(`- status: Copied.`);
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toHaveCount(0);
  expect(await heard(page)).toHaveLength(1);
});

test("in a layout of one's own, too, a dialog says what happens while it is open", async ({ form, page }) => {
  form.signing = signings["my-turn"];
  await form.open(`<autenti-signing proxy="${PROXY}" ticket="${ticket()}" open="same" mode="edit">
    <autenti-status></autenti-status><autenti-sign-button></autenti-sign-button></autenti-signing>`);
  await page.getByRole("button", { name: "Sign now" }).click();
  await expect(page.getByRole("dialog", { name: "Leave this form?" })).toBeVisible();
  expect(await heard(page)).toEqual([""]);
  // Something that is read anew while the dialog is open.
  form.answers["GET /v1/signing"] = () => problem(502, "autenti_unavailable", "Autenti does not answer", "Try again later.");
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect.poll(() => heard(page)).toEqual([expect.stringContaining("Autenti does not answer")]);
});
