// Recipients who are picked in one column of WEBCON's users, instead of names and addresses in columns of their own.

import { ANNA, type Demo, JAN, OLA, UNSENT, badge, panel } from "./demo.ts";
import { expect, form, set, test } from "./portal.ts";

/** The list and its column of users, in the portal stand-in's process. */
const LIST = "f1e1d000-0000-4000-8000-000000000140";
const PERSON = "c0101000-0000-4000-8000-000000000219";
const FIRST_NAME = "c0101000-0000-4000-8000-000000000201";
const LAST_NAME = "c0101000-0000-4000-8000-000000000202";
const EMAIL = "c0101000-0000-4000-8000-000000000203";
/** The field that holds the document's id. */
const DOCUMENT = "f1e1d000-0000-4000-8000-000000000124";
const EWA = "ewa.wisniewska@example.com";

/** Calls WEBCON's REST API as the proxy does. */
async function rest(demo: Demo, method: string, body?: object) {
  const application = new URLSearchParams({ grant_type: "client_credentials", client_id: "demo", client_secret: "demo-secret" });
  const { access_token } = await (await fetch(`${demo.portal}/api/oauth2/token`, { method: "POST", body: application })).json();
  const headers = { Authorization: `Bearer ${access_token}`, "Content-Type": "application/json" };
  const address = `${demo.portal}/api/data/v6.0/db/1/elements/${UNSENT}`;
  const answer = await fetch(address, { method, headers, body: body && JSON.stringify(body) });
  expect(answer.ok, `${method}: ${answer.status}`).toBe(true);
  return answer.json();
}

test("people who are picked in a column of users are shown by name, and the document is sent to them", async ({ demo, visit }) => {
  const recipients = "AUTENTI_PROXY__PROFILES__CONTRACTS__RECIPIENTS__";
  await demo.restartProxy({
    [`${recipients}PERSON`]: '"Person"',
    [`${recipients}FIRST_NAME`]: '""',
    [`${recipients}LAST_NAME`]: '""',
    [`${recipients}EMAIL`]: '""',
  });
  await set(demo, { furtherFields: true });
  const [list] = (await rest(demo, "GET")).itemLists;
  const people = [
    [ANNA, "Anna Nowak"],
    [JAN, "Jan Kowalski"],
    [EWA, "Ewa Wiśniewska"],
  ];
  // What stands in the columns of names and addresses is somebody else's, and is not to be looked at.
  const rows = people.map(([id, name], index) => ({
    id: list.rows[index].id,
    cells: [
      { guid: FIRST_NAME, svalue: "Nobody" },
      { guid: LAST_NAME, svalue: "Nobody" },
      { guid: EMAIL, svalue: people[(index + 1) % people.length][0] },
      { guid: PERSON, value: [{ id, name }] },
    ],
  }));
  await rest(demo, "PATCH", { itemLists: [{ guid: LIST, mode: "Incremental", rows }] });

  const page = await visit(form(UNSENT), { as: OLA });
  const shown = panel(page).getByRole("list", { name: "Recipients" }).getByRole("listitem");
  await expect(shown).toHaveCount(3);
  for (const [index, [address, name]] of people.entries()) {
    await expect(shown.nth(index)).toContainText(name);
    await expect(shown.nth(index)).toContainText(address);
  }
  await panel(page).getByRole("button", { name: "Send for signature" }).click();
  const question = page.getByRole("dialog", { name: "Send for signature?" });
  for (const [, name] of people) await expect(question).toContainText(name);
  await question.getByRole("button", { name: "Send for signature" }).click();
  await expect(badge(page)).toHaveText("In progress");
  await expect(panel(page)).toContainText("0 of 2 signed");

  // Whoever was picked signs, and that stands in the row where they were.
  const anna = await visit(form(UNSENT), { as: ANNA });
  await expect(panel(anna).getByRole("button", { name: "Sign now" }).first()).toBeVisible();
  const held = async () => {
    const { formFields } = await rest(demo, "GET");
    return formFields.find(({ guid }: { guid: string }) => guid === DOCUMENT).svalue ?? "";
  };
  await expect.poll(held).not.toBe("");
  await demo.act(await held(), ANNA, "sign");
  await expect(panel(page)).toContainText("1 of 2 signed");
  await expect
    .poll(async () => {
      const [{ columns, rows }] = (await rest(demo, "GET")).itemLists;
      const status = columns.find(({ name }: { name: string }) => name === "Signature status").guid;
      return rows[0].cells.find(({ guid }: { guid: string }) => guid === status).svalue;
    })
    .toMatch(/^COMPLETED/);
});
