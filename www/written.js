// What the proxy wrote to the instance, put on a form that is open for editing too: a page that does not know of it
// would undo it when it is saved.

import { isSame } from "./host.js";

/**
 * Puts it on the page around: `written` of a signing into fields, `writtenRows` into cells of the item list. Only what
 * differs is set. The page may answer later, as the form around a frame does.
 */
export async function put(host, { written, writtenRows }) {
  for (const { field, value } of written ?? []) {
    if (!isSame(await host.value(field), value)) host.setValue(field, value);
  }
  if (writtenRows) await putRows(host, writtenRows);
}

async function putRows(host, { list, columns, rows }) {
  const left = [...rows];
  const count = await host.countRows(list);
  for (let row = 1; left.length && row <= count; row++) {
    const read = async (property) => columns[property] && (await host.cell(list, row, columns[property]));
    const found = { email: await read("email"), role: await read("role"), autentiId: await read("autentiId") };
    const index = left.findIndex((recipient) => isRowOf(found, recipient));
    if (index < 0) continue;
    const [{ cells }] = left.splice(index, 1);
    for (const { field, value } of cells) {
      if (!isSame(await host.cell(list, row, field), value)) host.setCell(list, row, field, value);
    }
  }
}

/** Whose row it is, as the proxy judges it: the same address or Autenti id, and the same role where one is known. */
function isRowOf(row, { email, role, autentiId }) {
  const isAddressed = email && plain(row.email) === plain(email);
  const isKnown = autentiId && row.autentiId?.trim() === autentiId;
  return (isAddressed || isKnown) && (!role || plain(row.role?.split("#")[0]) === plain(role));
}

const plain = (text) => text?.trim().toLowerCase();
