// The recipients item list while it is edited: what the page holds, judged by the rules that the proxy uses too.
// The portal has no call that returns a list, and none that tells of a change (facts: form in the browser, "Data
// shapes"), so cell after cell is read, now and then.

import { host } from "./host.js";

/** Often enough to follow somebody who types, rare enough not to be felt. */
const LOOK_MS = 600;

/** Properties that are no text. */
const FLAGS = new Set(["smsAuthorisation", "smsUnlock", "representative"]);
/** Choice columns hold `id#name`; the rules know ids. */
const CHOICES = new Set(["role", "signatureType"]);

/**
 * Follows a list: `{ id, columns: { firstName: "DET_Att1", … }, options }`. `judge` answers the broken rules of rows,
 * `tell` is given them whenever they may be others; undefined when the form is not being edited. Answers how to stop.
 */
export function follow(list, judge, tell) {
  let last;
  let isOver = false;
  const look = async () => {
    const rows = host.isEditing() ? read(list) : undefined;
    const now = JSON.stringify(rows);
    if (now === last) return;
    last = now;
    // Where the rules cannot be loaded, the proxy's word on the saved list stands.
    const broken = rows && (await judge(rows, list.options).catch(() => undefined));
    // Rows of the page have no number; whose they are is told by address.
    for (const rule of broken ?? []) rule.email = rows[rule.position - 1]?.email;
    // What was typed meanwhile is judged by the next look.
    if (last === now && !isOver) tell(broken);
  };
  look();
  const timer = setInterval(look, LOOK_MS);
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}

/** The rows as the rules take them. */
function read({ id, columns }) {
  const rows = [];
  for (let row = 1; row <= host.countRows(id); row++) {
    const read = {};
    for (const [property, column] of Object.entries(columns)) {
      read[property] = inTypes(property, host.cell(id, row, column));
    }
    rows.push(read);
  }
  return rows;
}

function inTypes(property, value) {
  if (FLAGS.has(property)) return value === "1" || value === "true";
  if (CHOICES.has(property)) return value.split("#")[0].trim() || null;
  if (property === "order") return /^\s*\d+\s*$/.test(value) ? Number(value) : null;
  return value;
}
