// What happened: collapsed in the panel, asked for when somebody looks, and read again when something is new.

import { expect, PROXY, signings, test, ticket } from "./component-form";

const ENTRIES = [
  { at: "2026-11-23T11:00:00Z", what: "signed", who: "Anna Nowak", document: "DOCUMENT_PROCESS:1" },
  { at: "2026-11-23T10:00:00Z", what: "sent", who: "Ola Zielińska", document: "DOCUMENT_PROCESS:1" },
  { at: "2026-11-20T10:00:00Z", what: "rejected", who: "Jan Kowalski", reason: "Zła stawka", document: "DOCUMENT_PROCESS:0" },
];

test("history is asked for when it is opened, newest first, with earlier documents", async ({ form, page }) => {
  form.answers["GET /v1/signing/history"] = () => ({ json: ENTRIES });
  await form.open();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  expect(form.called("GET", "/v1/signing/history")).toHaveLength(0);
  await page.getByText("History", { exact: true }).click();
  const events = page.getByRole("list", { name: "History" }).getByRole("listitem");
  await expect(events).toHaveCount(3);
  await expect(events.nth(0)).toContainText("Signed");
  await expect(events.nth(0)).toContainText("12:00 · Anna Nowak");
  await expect(events.nth(0)).not.toContainText("earlier document");
  await expect(events.nth(2)).toContainText("earlier document");
  await expect(events.nth(2)).toContainText("Zła stawka");
});

test("names and reasons that are written from right to left turn nothing round", async ({ form, page }) => {
  form.answers["GET /v1/signing/history"] = () => ({
    json: [{ ...ENTRIES[2], what: "reminded", who: "דוד", whom: ["אבא", "Anna Nowak"], reason: "לא" }],
  });
  await form.open(`<autenti-history proxy="${PROXY}" ticket="${ticket()}"></autenti-history>`);
  const event = page.getByRole("listitem");
  await expect(event).toContainText("אבא, Anna Nowak");
  await expect(event.locator("bdi")).toHaveText(["אבא", "Anna Nowak", "דוד"]);
  await expect(event.locator("blockquote")).toHaveAttribute("dir", "auto");
});

test("what is shown of the past grows with what happens", async ({ form, page }) => {
  let entries = ENTRIES;
  form.answers["GET /v1/signing/history"] = () => ({ json: entries });
  await form.open(`<autenti-history proxy="${PROXY}" ticket="${ticket()}"></autenti-history>`);
  const events = page.getByRole("listitem");
  await expect(events).toHaveCount(3);
  entries = [{ at: "2026-11-23T12:01:00Z", what: "completed", who: "", document: "DOCUMENT_PROCESS:1" }, ...entries];
  form.signing = signings.completed;
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect(events).toHaveCount(4);
  await expect(events.first()).toContainText("Signed by everybody");
});

test("times stand at each person and the document", async ({ form, page }) => {
  const [anna, jan] = signings["in-progress"].recipients as object[];
  form.signing = {
    ...signings["in-progress"],
    sentAt: "2026-11-23T10:02:00Z",
    recipients: [
      { ...anna, actedAt: "2026-11-23T11:02:00Z" },
      { ...jan, nextReminderAt: "2026-11-27T09:00:00Z" },
    ],
  };
  await form.open();
  await expect(page.getByText("Signed 1 hour ago")).toBeVisible();
  await expect(page.getByText("Reminded 2 hours ago")).toBeVisible();
  await expect(page.getByText("Next reminder: Friday 27 November")).toBeVisible();
  await expect(page.getByText("Sent 2 hours ago")).toBeVisible();
});
