// Audits the component in every state of the gallery: for eyes, for keyboards, for screen readers, on paper.

import type { Locator } from "@playwright/test";

import { expect, type Gallery, GROUPS, LANGUAGES, test, THEMES } from "./gallery.ts";

// Some of these visit fifty states.
test.describe.configure({ timeout: 60_000 });

for (const theme of THEMES) {
  for (const lang of LANGUAGES) {
    test(`axe finds nothing in any state, ${theme}, in ${lang}`, async ({ gallery }) => {
      await gallery.open({ theme, lang, group: "my-turn" });
      await gallery.visitAll(async (names) => {
        expect(names.length).toBeGreaterThan(0);
        expect(await gallery.violations()).toEqual([]);
      });
    });
  }
}

/** What assistive technology is told, as text. Unlike Playwright's own comparison, a change of it cannot go unnoticed. */
const toldBy = async (part: Locator) => `${(await part.ariaSnapshot()).replace(/127\.0\.0\.1:\d+/g, "127.0.0.1")}\n`;

for (const group of GROUPS) {
  test(`assistive technology is told each state of ${group}`, async ({ gallery }) => {
    await gallery.open({ group });
    await gallery.visit(group, async (names) => {
      for (const name of names) {
        // The first specimen of a state is the one that shows all of it.
        const panel = gallery.specimen(name).locator(".html-control").first();
        expect.soft(await toldBy(panel)).toMatchSnapshot(`${name}.yml`);
      }
    });
  });
}

test("the parts on their own tell what they show", async ({ gallery }) => {
  await gallery.open({ group: "my-turn" });
  for (const state of ["my-turn", "not-sent-mistakes", "unreachable"]) {
    await gallery.show({ state });
    expect.soft(await toldBy(gallery.specimen(state).locator(".beside"))).toMatchSnapshot(`${state}-parts.yml`);
  }
});

for (const height of [800, 256]) {
  const what = height === 256 ? "enlarged to 400 % (320 × 256 px of a window of 1280 × 1024)" : "in 320 px";
  test(`nothing sticks out ${what}`, async ({ gallery, page }) => {
    await page.setViewportSize({ width: 320, height });
    await gallery.open({ width: "320", group: "my-turn" });
    for (const lang of LANGUAGES) {
      await gallery.show({ lang });
      await gallery.visitAll(async () => {
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
        const outside = await gallery.inEach((element) => {
          const isMeantToBeCut = element.closest(".unseen, svg, progress") !== null;
          if (isMeantToBeCut) return undefined;
          const host = (element.getRootNode() as ShadowRoot).host ?? element;
          const room = host.closest(".html-control")!.getBoundingClientRect();
          const { left, right, width } = element.getBoundingClientRect();
          // A dialog stands before the page; that it fits on it is seen by the page's own width.
          if (width === 0 || element.closest("dialog")) return undefined;
          const isOutside = left < room.left - 1 || right > room.right + 1;
          const isCut = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
          return isOutside || isCut ? `${element.className || element.tagName} ${element.textContent?.slice(0, 60)}` : undefined;
        });
        expect(outside).toEqual([]);
      });
    }
  });
}

test("every button and link is at least 24 px in each direction", async ({ gallery }) => {
  await gallery.open({ width: "320", group: "my-turn" });
  let found = 0;
  await gallery.visitAll(async () => {
    const sizes = await gallery.inEach((element) => {
      if (!element.matches("button, a[href], [role=button], input, select, summary, textarea")) return undefined;
      const { width, height } = element.getBoundingClientRect();
      return `${element.textContent || element.ariaLabel} ${Math.round(width)} × ${Math.round(height)}`;
    });
    found += sizes.length;
    expect(sizes.filter((size) => size.match(/(\d+) × (\d+)$/)!.slice(1).some((side) => Number(side) < 24))).toEqual([]);
  });
  expect(found).toBeGreaterThan(100);
});

test.describe("with fingers", () => {
  test.use({ hasTouch: true, isMobile: true });

  test("everything that can be pressed is at least 44 px in each direction", async ({ gallery, page }) => {
    await gallery.open({ width: "320", group: "my-turn" });
    expect(await page.evaluate(() => matchMedia("(pointer: coarse)").matches)).toBe(true);
    let found = 0;
    await gallery.visitAll(async () => {
      const small = await gallery.inEach((element) => {
        if (!element.matches("button, a[href], input, summary") || !element.checkVisibility()) return undefined;
        const { width, height } = element.getBoundingClientRect();
        return `${element.textContent || element.ariaLabel} ${Math.round(width)} × ${Math.round(height)}`;
      });
      found += small.length;
      expect(small.filter((size) => size.match(/(\d+) × (\d+)$/)!.slice(1).some((side) => Number(side) < 44))).toEqual([]);
    });
    expect(found).toBeGreaterThan(100);
  });
});

test("on paper a time is told with its date", async ({ gallery, page }) => {
  await gallery.open({ state: "in-progress", element: "autenti-signing" });
  await page.emulateMedia({ media: "print" });
  const dates = await gallery.inEach((element) =>
    element.matches("time") ? getComputedStyle(element, "::after").content : undefined,
  );
  expect(dates.length).toBeGreaterThan(0);
  expect(dates.filter((date) => !date.includes("2026"))).toEqual([]);
});

test("forced colours leave icons the colour of their words", async ({ gallery, page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await gallery.open({ group: "my-turn" });
  await gallery.visitAll(async () => {
    const pale = await gallery.inEach((element) => {
      if (!element.matches("svg:not(.qr)") || !element.checkVisibility()) return undefined;
      const own = getComputedStyle(element).color;
      return own === getComputedStyle(element.parentElement!).color ? undefined : `${element.parentElement!.className} ${own}`;
    });
    expect(pale).toEqual([]);
  });
});

test("forced colours leave every badge its word and its border", async ({ gallery, page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await gallery.open({ group: "my-turn" });
  await expect(page.getByText("Forced colours are on")).toBeVisible();
  let found = 0;
  await gallery.visitAll(async () => {
    const badges = await gallery.inEach((element) => {
      if (!element.matches(".badge, .note, .mark, .button:not(.subtle)")) return undefined;
      const style = getComputedStyle(element);
      const hasBorder = parseFloat(style.borderTopWidth) >= 1 && style.borderTopStyle === "solid";
      const canBeSeen = style.borderTopColor !== style.backgroundColor && !/^rgba\(.*, 0\)$/.test(style.borderTopColor);
      const hasWord = element.matches(".mark") || (element.textContent ?? "").trim() !== "";
      const isFine = hasBorder && canBeSeen && hasWord && style.color !== style.backgroundColor;
      return isFine ? "fine" : `${element.className} “${element.textContent}” ${style.borderTop} on ${style.backgroundColor}`;
    });
    found += badges.length;
    expect(badges.filter((badge) => !badge.endsWith(": fine"))).toEqual([]);
  });
  expect(found).toBeGreaterThan(100);
});

test("nothing moves for those who asked for less motion", async ({ gallery, page }) => {
  const moving = async () => {
    const found: string[] = [];
    for (const state of ["loading", "sending-files", "my-turn"]) {
      await gallery.show({ state });
      found.push(...(await gallery.inEach((element) => (element.getAnimations().length > 0 ? element.className : undefined))));
    }
    return found;
  };
  await gallery.open({ state: "my-turn" });
  expect(await moving()).not.toEqual([]);
  await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await moving()).toEqual([]);
});

/** What of a kind is seen on paper. */
async function printed(gallery: Gallery, kind: string): Promise<string[]> {
  return gallery.inEach((element, kind) => {
    const { width, height } = element.getBoundingClientRect();
    const isSeen = width > 0 && height > 0 && getComputedStyle(element).visibility === "visible";
    return isSeen && element.matches(kind) ? element.ariaLabel || element.textContent || "?" : undefined;
  }, kind);
}

test("on paper there are statuses and dates", async ({ gallery, page }) => {
  await gallery.open({ group: "my-turn" });
  const count = { ".badge": 0, time: 0 };
  const onScreen = { ...count };
  const add = async (to: typeof count) => {
    // Times are written when the page is idle.
    await page.evaluate(() => new Promise<void>((done) => requestIdleCallback(() => requestIdleCallback(() => done()))));
    for (const kind of [".badge", "time"] as const) to[kind] += (await printed(gallery, kind)).length;
  };
  await gallery.visitAll(() => add(onScreen));
  await page.emulateMedia({ media: "print" });
  await gallery.visitAll(() => add(count));
  expect(count).toEqual(onScreen);
  expect(count[".badge"]).toBeGreaterThan(100);
});

test("on paper there is nothing to press", async ({ gallery, page }) => {
  await gallery.open({ group: "my-turn" });
  await page.emulateMedia({ media: "print" });
  await gallery.visitAll(async () => expect(await printed(gallery, "button, input, a.button, .note a")).toEqual([]));
});

for (const state of ["not-sent", "in-parallel", "for-others", "my-turn", "tab-blocked", "completed", "unreachable-later"]) {
  test(`the Tab key reaches everything that can be pressed, in order, and it shows where it is: ${state}`, async ({ gallery, page }) => {
    await gallery.open({ state, element: "autenti-signing" });
    const wanted = await gallery.inEach((element) =>
      element.matches("button, a[href], summary, input") && element.checkVisibility() ? element.ariaLabel || element.textContent || "?" : undefined,
    );
    expect(wanted.length).toBeGreaterThan(0);
    await page.locator("h3 a").focus();
    const walked: string[] = [];
    for (;;) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const element = document.activeElement?.shadowRoot?.activeElement as HTMLElement | null | undefined;
        if (!element) return null;
        const style = getComputedStyle(element);
        const isShown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        return { name: element.ariaLabel || element.textContent, isShown };
      });
      if (!focused) break;
      expect(focused.isShown, `${focused.name}: focus can be seen`).toBe(true);
      walked.push(`${state} autenti-signing: ${focused.name}`);
    }
    expect(walked).toEqual(wanted);
  });
}

for (const [state, button, confirm] of [
  ["not-sent", "Send for signature", "Send for signature"],
  ["in-progress", "Withdraw", "Withdraw the document"],
]) {
  test(`with the keyboard alone: ${button}`, async ({ gallery, page }) => {
    await gallery.open({ state, element: "autenti-signing" });
    const opener = page.getByRole("button", { name: button, exact: true });
    await opener.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await expect(dialog).toBeVisible();
    // Wherever Tab goes, it never gets behind the dialog.
    for (let press = 0; press < 6; press++) {
      await page.keyboard.press("Tab");
      const isBehind = await page.evaluate(() => {
        const focused = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
        return focused !== document.body && focused?.closest("dialog") === null;
      });
      expect(isBehind).toBe(false);
    }
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: confirm }).focus();
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expect(opener).toBeHidden();
  });
}

test("one live region speaks, and only of what has changed", async ({ gallery, page }) => {
  await page.clock.install({ time: new Date("2026-11-23T12:02:00Z") });
  await gallery.open({ state: "in-progress" });
  await page.evaluate(() => {
    const spoken: string[] = [];
    (window as unknown as { spoken: string[] }).spoken = spoken;
    for (const element of document.querySelectorAll(".html-control > *")) {
      const regions = element.shadowRoot!.querySelectorAll("[aria-live], [role=status], [role=alert]");
      if (regions.length !== 1) spoken.push(`${regions.length} regions in ${element.localName}`);
      const observe = (region: Element) =>
        new MutationObserver(() => region.textContent && spoken.push(`${element.localName}: ${region.textContent.trim()}`)).observe(
          region,
          { childList: true, characterData: true, subtree: true },
        );
      regions.forEach(observe);
    }
  });
  const spoken = () => page.evaluate(() => (window as unknown as { spoken: string[] }).spoken.splice(0));
  const tell = (of: string, more: object) =>
    page.evaluate(([of, more]) => window.autentiGallery.tell("in-progress", of, more), [of, more] as const);
  const updated = page.locator("autenti-signing").getByText("Updated");

  // Time passes, and the same state is read again.
  await page.clock.runFor(180_000);
  await expect(updated).toHaveText("Updated 5 minutes ago");
  await tell("in-progress", { readAt: "2026-11-23T12:04:00Z" });
  await expect(updated).toHaveText("Updated 1 minute ago");
  expect(await spoken()).toEqual([]);

  const signed = { can: ["read"], readAt: "2026-11-23T12:05:00Z" };
  await tell("completed", signed);
  await expect(updated).toHaveText("Updated just now");
  expect(await spoken()).toEqual(["autenti-signing: Document: Completed. Jan Kowalski: Signed. Ewa Lis: For information"]);
  await tell("completed", { ...signed, readAt: "2026-11-23T12:03:00Z" });
  await expect(updated).toHaveText("Updated 2 minutes ago");
  expect(await spoken()).toEqual([]);
});

test("the page itself is sound: regions with names, no two the same, settings in the address", async ({ gallery, page }) => {
  await gallery.open({ state: "unknown", width: "320" });
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.getByRole("link", { name: "Back to the portal" }).click();
  await page.getByRole("link", { name: "Gallery" }).click();
  await page.locator("main[aria-busy=false]").waitFor();
  const names = await page.evaluate(() => [...document.querySelectorAll(".specimen")].map((region) => region.ariaLabel));
  expect(names.length).toBeGreaterThan(150);
  expect(names.filter((name) => !name)).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  await page.getByRole("combobox", { name: "Theme" }).selectOption("dark");
  await page.getByRole("combobox", { name: "Language" }).selectOption("pl");
  await page.getByRole("combobox", { name: "Stany" }).selectOption("ended");
  await expect(page).toHaveURL(/gallery\?group=ended&lang=pl&theme=dark$/);
  await page.getByRole("link", { name: "Wycofane" }).click();
  await expect(page).toHaveURL(/gallery\?state=withdrawn&lang=pl&theme=dark$/);
  await expect(gallery.specimen("withdrawn", "autenti-status").getByText("Wycofany")).toBeVisible();
});

test("in the gallery a document can be sent, watched and withdrawn", async ({ gallery, page }) => {
  await gallery.open({ state: "not-sent", element: "autenti-signing" });
  await page.getByRole("button", { name: "Send for signature" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send for signature" }).click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await expect(page.locator("autenti-signing .badge").first()).toHaveText("In progress");
  await page.getByRole("button", { name: "Withdraw" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw the document" }).click();
  await expect(page.locator("autenti-signing .badge").first()).toHaveText("Withdrawn");
});

for (const theme of THEMES) {
  test(`where WebAssembly is blocked, the status, a way to retry and a link to Autenti remain, ${theme}`, async ({ gallery, page }) => {
    await gallery.open({ state: "wasm-blocked", theme });
    const panel = gallery.specimen("wasm-blocked", "autenti-signing");
    await expect(panel.getByText("In progress")).toBeVisible();
    await expect(panel.getByRole("button", { name: "Try again" })).toBeVisible();
    await expect(panel.getByRole("link", { name: "Open Autenti" })).toBeVisible();
    for (const lang of LANGUAGES) {
      await gallery.open({ state: "wasm-blocked", theme, lang });
      await expect(panel.getByRole("link")).toBeVisible();
      expect(await gallery.violations()).toEqual([]);
    }
    expect(await page.evaluate(() => window.autentiForm.version)).toBeTruthy();
  });
}

test("where WebAssembly is blocked, no word is torn apart", async ({ gallery }) => {
  await gallery.open({ state: "wasm-blocked" });
  const panel = gallery.specimen("wasm-blocked", "autenti-signing");
  for (const part of [panel.getByRole("button"), panel.getByRole("link")]) {
    expect((await part.boundingBox())!.height).toBeLessThan(40);
  }
});

test("where the script is missing, what stands inside the element remains", async ({ gallery, page }) => {
  await gallery.open({ state: "script-missing" });
  await expect(gallery.specimen("script-missing", "autenti-signing").getByText("Signing: in progress")).toBeVisible();
  expect(await page.evaluate(() => "autentiForm" in window)).toBe(false);
});
