// Pages that do what they should not, and tools that change what is on them.

import { PROXY, expect, test, ticket } from "./component-form";

const ON_PAGE = `proxy="${PROXY}" ticket="${ticket()}"`;

test("names that a page put on Object.prototype keep nothing from working", async ({ form, page }) => {
  const broken: string[] = [];
  page.on("pageerror", (error) => broken.push(error.message));
  const pollution = `<script>
    for (const name of ["extend", "each", "isEmpty", "node", "tag", "key", "text", "said", "en", "pl", "PROCESSING"]) {
      Object.prototype[name] = function () { return this; };
    }
    Object.assign(Object.prototype, { version: "1.0", count: 3, page: {} });
  </script>`;
  await form.open(`<autenti-signing ${ON_PAGE} status="PROCESSING"></autenti-signing><autenti-lookup source="recipient-roles"></autenti-lookup>`, pollution);
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  await expect(page.getByRole("combobox").locator("option")).toHaveCount(5);
  await page.getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByRole("dialog").getByText("Withdraw the document?")).toBeVisible();
  expect(broken).toEqual([]);
});

test("translation tools leave our own words alone where the reader has their language, and there only", async ({ form, page }) => {
  await form.open(`<autenti-signing ${ON_PAGE} lang="en"></autenti-signing>`);
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  await expect(page.locator("autenti-signing section")).toHaveAttribute("translate", "no");
  await page.evaluate(() => document.querySelector("autenti-signing")!.setAttribute("lang", "de"));
  await expect(page.getByRole("list", { name: "Empfänger" })).toBeVisible();
  await expect(page.locator("autenti-signing section")).not.toHaveAttribute("translate");
});
