// What goes wrong in real life, seen from the form: somebody presses twice, Autenti or WEBCON is down, the
// proxy dies half-way. Nothing is lost, nothing is sent twice, and the form says what is going on.

import { ANNA, badge, expect, IN_PROGRESS, OLA, panel, test, UNSENT } from "./demo.ts";

test("a double click sends once, and another tab sees it go", async ({ demo, open }) => {
  const owner = await open(UNSENT, OLA);
  const other = await owner.context().newPage();
  await other.goto(demo.form(UNSENT, OLA));
  await expect(badge(other)).toHaveText("Not sent yet");
  await panel(owner).getByRole("button", { name: "Send for signature" }).click();
  await owner.getByRole("dialog").getByRole("button", { name: "Send for signature" }).dblclick();
  await expect(badge(owner)).toHaveText("In progress");
  await expect(badge(other)).toHaveText("In progress");
  const calls = (await (await fetch(`${demo.autenti}/sandbox/calls`)).json()) as { method: string; path: string }[];
  const created = calls.filter((call) => call.method === "POST" && call.path === "/api/v2/document-processes");
  expect(created).toHaveLength(1);
});

test("while Autenti is down the send waits, says so, and goes on by itself", async ({ demo, open }) => {
  await demo.breakAutenti({ method: "POST", path: "/api/v2/document-processes/*/files", status: 503 });
  const owner = await open(UNSENT, OLA);
  await panel(owner).getByRole("button", { name: "Send for signature" }).click();
  await owner.getByRole("dialog").getByRole("button", { name: "Send for signature" }).click();
  // One sentence: what is in the way, and when it is tried again.
  await expect(panel(owner)).toContainText(/Autenti does not answer\. Next try: \d\d:\d\d/);
  await demo.breakAutenti([]);
  await expect(badge(owner)).toHaveText("In progress", { timeout: 15_000 });
});

test("a proxy that is killed half-way goes on where it was, and the open form with it", async ({ demo, open }) => {
  test.slow();
  await demo.breakAutenti({ method: "POST", path: "/api/v2/document-processes/*/files", latencyMs: 60_000, times: 1 });
  const owner = await open(UNSENT, OLA);
  await panel(owner).getByRole("button", { name: "Send for signature" }).click();
  await owner.getByRole("dialog").getByRole("button", { name: "Send for signature" }).click();
  await expect(panel(owner)).toContainText("Uploading files");
  await demo.killProxy();
  await demo.startProxy();
  await expect(badge(owner)).toHaveText("In progress", { timeout: 30_000 });
});

test("when Autenti does not answer, the last state known is shown and said to be that", async ({ demo, open }) => {
  const anna = await open(IN_PROGRESS, ANNA);
  await expect(panel(anna)).toContainText("1 of 2 signed");
  await demo.breakAutenti({ drop: "request" });
  await panel(anna).getByRole("button", { name: "Refresh" }).click();
  await expect(panel(anna)).toContainText(/As of \d\d:\d\d\. Autenti does not answer/);
  await expect(panel(anna)).toContainText("1 of 2 signed");
  await demo.breakAutenti([]);
  await panel(anna).getByRole("button", { name: "Refresh" }).click();
  await expect(panel(anna)).not.toContainText("Autenti does not answer");
});

test("when WEBCON's API does not answer, the form says so and tries again when asked", async ({ demo, open }) => {
  await demo.breakPortal({ path: "/api/data/*", drop: "request" });
  const owner = await open(UNSENT, OLA);
  await expect(panel(owner)).toContainText("WEBCON does not answer");
  // The panel tries again by itself, too: here it is the press that brings the signing.
  await owner.route("**/v1/signing", (route) => {
    if (route.request().headers()["cache-control"] === "no-cache") return route.fallback();
  });
  await demo.breakPortal([]);
  await panel(owner).getByRole("button", { name: "Try again" }).click();
  await expect(badge(owner)).toHaveText("Not sent yet");
});

test("without a proxy the form is there, and the panel says calmly what is missing", async ({ demo, open }) => {
  await demo.killProxy();
  const owner = await open(UNSENT, OLA);
  await expect(owner.getByRole("heading", { name: "Umowa o współpracy 1/2026" }).first()).toBeVisible();
  await expect(owner.getByRole("button", { name: "Edit" })).toBeEnabled();
  await demo.startProxy();
  await owner.reload();
  await expect(badge(owner)).toHaveText("Not sent yet");
});
