// What the proxy wrote to the instance while a form is open for editing, put on the form too: a page that does not
// know of it would undo it when it is saved.

import { isSame } from "./host.js";

/** The skew is known to a second or two; what was written just before the form was opened it knows in any case. */
const TOLERANCE_MS = 3000;
/** What was put already, by place, and when it was written: what somebody types over it stays. */
let done = new Map();
let doneSince;

/**
 * Puts it on the page around: `written` of a signing into fields, `writtenRows` into cells of the item list. Only what
 * was written since the form was `opened`: before that the form knew it, or somebody put something else in its place.
 * `skew` is how much the proxy's clock is ahead of this computer's. Stops when `isStill` says that the form is gone.
 * The page may answer later, as the form around a frame does.
 */
export async function put(host, { written = [], writtenRows }, { opened, skew, isStill }) {
  if (opened !== doneSince) [done, doneSince] = [new Map(), opened];
  const isNews = ({ at }, place) => Date.parse(at) >= opened + skew - TOLERANCE_MS && done.get(place) !== at;
  for (const value of written) {
    if (!isNews(value, value.field)) continue;
    const isSaid = isSame(await host.value(value.field), value.value);
    if (!isStill()) return;
    if (!isSaid) host.setValue(value.field, value.value);
    done.set(value.field, value.at);
  }
  if (writtenRows) await putRows(host, writtenRows, isNews, isStill);
}

async function putRows(host, { list, columns, rows }, isNews, isStill) {
  const place = ({ email, role, autentiId }, { field }) => [list, email, role, autentiId, field].join("\n");
  const hasNews = (recipient) => recipient.cells.some((cell) => isNews(cell, place(recipient, cell)));
  if (!rows.some(hasNews)) return;
  const left = [...rows];
  const count = await host.countRows(list);
  for (let row = 1; left.length && row <= count; row++) {
    const read = async (property) => columns[property] && (await host.cell(list, row, columns[property]));
    const found = { email: await read("email"), role: await read("role"), autentiId: await read("autentiId") };
    const index = left.findIndex((recipient) => isRowOf(found, recipient));
    if (index < 0) continue;
    const [recipient] = left.splice(index, 1);
    for (const cell of recipient.cells) {
      if (!isNews(cell, place(recipient, cell))) continue;
      const isSaid = isSame(await host.cell(list, row, cell.field), cell.value);
      if (!isStill()) return;
      if (!isSaid) host.setCell(list, row, cell.field, cell.value);
      done.set(place(recipient, cell), cell.at);
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
