// Photographs the gallery, every group of states in every theme and language, into target/gallery, to be looked
// at; and takes the few of its pictures that the documentation shows. With CHECK_PICTURES the latter are
// compared with the committed ones instead, where those were taken with the same browser on the same system:
// elsewhere the fonts differ.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { expect, type Gallery, GROUPS, LANGUAGES, test, THEMES } from "../e2e/gallery.ts";

const root = join(import.meta.dirname, "../..");
const images = join(root, "docs/images");
const isCheck = process.env.CHECK_PICTURES !== undefined;

test.describe.configure({ timeout: 120_000 });

/** The pictures of the documentation, and what each shows. */
const OF_THE_DOCUMENTATION = {
  "gallery-my-turn": { state: "my-turn" },
  "gallery-unreachable": { state: "unreachable" },
  "gallery-company": { state: "in-progress", theme: "custom", lang: "de" },
};

for (const theme of THEMES) {
  for (const lang of LANGUAGES) {
    test(`the gallery, ${theme}, in ${lang}`, async ({ gallery, page }) => {
      await gallery.open({ theme, lang });
      for (const group of GROUPS) {
        await gallery.show({ group });
        await page.screenshot({
          path: join(root, "target/gallery", `${group}-${theme}-${lang}.png`),
          fullPage: true,
          animations: "disabled",
          scale: "css",
        });
      }
    });
  }
}

test("what the documentation shows of the gallery", async ({ gallery, page, browser }) => {
  const takenOn = `${process.platform}, Chromium ${browser.version().split(".")[0]}\n`;
  const record = join(images, "gallery-taken-on.txt");
  if (isCheck) {
    const committed = await readFile(record, "utf8").catch(() => "nowhere\n");
    test.skip(committed !== takenOn, `The committed pictures were taken on ${committed}and this is ${takenOn}`);
  }
  const different: string[] = [];
  for (const [name, shown] of Object.entries(OF_THE_DOCUMENTATION)) {
    const picture = await take(gallery, shown);
    const path = join(images, `${name}.png`);
    if (!isCheck) {
      await writeFile(path, picture);
    } else if (!(await isSame(page, picture, await readFile(path)))) {
      await writeFile(join(root, "target/gallery", `${name}.different.png`), picture);
      different.push(name);
    }
  }
  expect(different, "they lie beside the others in target/gallery; `cargo xtask pictures` takes them anew").toEqual([]);
  if (!isCheck) await writeFile(record, takenOn);
});

async function take(gallery: Gallery, shown: { state: string; theme?: string; lang?: string }): Promise<Buffer> {
  await gallery.open({ element: "autenti-signing", ...shown });
  return gallery.specimen(shown.state, "autenti-signing").screenshot({ animations: "disabled", scale: "css" });
}

/** Whether no more than one pixel in a thousand differs visibly. The browser does the decoding. */
async function isSame(page: Page, one: Buffer, other: Buffer): Promise<boolean> {
  return page.evaluate(
    async (pictures) => {
      const [a, b] = await Promise.all(
        pictures.map(async (picture) => {
          const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")!;
          canvas.drawImage(bitmap, 0, 0);
          return canvas.getImageData(0, 0, bitmap.width, bitmap.height);
        }),
      );
      if (a.width !== b.width || a.height !== b.height) return false;
      let different = 0;
      for (let at = 0; at < a.data.length; at += 4) {
        if ([0, 1, 2].some((colour) => Math.abs(a.data[at + colour] - b.data[at + colour]) > 24)) different += 1;
      }
      return different * 1000 <= a.width * a.height;
    },
    [one.toString("base64"), other.toString("base64")],
  );
}
