// What a form needs while it is edited: look-ups, the rules for the recipients, and what the proxy wrote meanwhile.
// Loaded on demand, because most forms are only looked at.

import init, * as wasm from "autenti-rules-wasm";

import { mount, unmount } from "./lookup.js";
import { fixedRows, labelRows } from "./lookup-rows.js";
import { follow } from "./recipients-list.js";
import { put } from "./written.js";

export { fixedRows, follow, labelRows, mount, put, unmount };

let rules;
/** The texts that the rules have, by the number of their language. */
const spoken = new Map();

/** The broken rules of the rows, in the language whose texts are given; `file` is the address of the rules' wasm. */
export async function judge(file, { number, tag, texts }, rows, options) {
  rules ??= init({ module_or_path: fetch(file) });
  rules.catch(() => (rules = undefined));
  await rules;
  // Only others than before: the wasm keeps all that it was ever given.
  if (spoken.get(number) !== texts) wasm.texts(number, texts);
  spoken.set(number, texts);
  return wasm.validateRecipients(rows.map(withoutNulls), { ...options, lang: tag });
}

/** A script may say null for what it does not have. */
const withoutNulls = (row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value != null));
