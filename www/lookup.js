// <autenti-lookup>: a choice fed by a look-up source and bound to a form field, or to a cell of an item list.
//
// It is the browser's own select: keyboard, screen readers, phones and forced colours come with it. What it
// writes is WEBCON's pair `id#name`. Two values are the same choice if their ids are; one that the source does not
// have stays, as a choice of its own.

import { host } from "./host.js";
import { fixedRows, labelRows, nameIn } from "./lookup-rows.js";
import { setting, ticketSource } from "./setting.ts";
import { askForTicket } from "./tickets.ts";

/** How often the page is asked whether the field says something else now: nothing tells. */
const LOOK_MS = 1000;
/** What belongs to each element, while it is on the page. */
const mounted = new WeakMap();

const sheet = new CSSStyleSheet();
sheet.replaceSync(LOOKUP_STYLE);

/** Draws the element, anew if it was drawn before. */
export async function mount(element, { language, proxy, texts }) {
  unmount(element);
  const shadow = element.shadowRoot;
  if (!shadow.adoptedStyleSheets.includes(sheet)) shadow.adoptedStyleSheets.push(sheet);
  const select = document.createElement("select");
  select.part = "select";
  select.lang = language;
  select.setAttribute("aria-label", setting(element, "label") || texts.word(CHOOSE, language));
  const note = document.createElement("p");
  note.setAttribute("role", "status");
  shadow.replaceChildren(select, note);

  const place = binding(element);
  const empty = texts.word(CHOOSE, language);
  const state = { rows: [], value: undefined };
  const show = () => {
    const value = place.read();
    const isResting = !canEdit(element);
    if (value === state.value && isResting === select.disabled) return;
    state.value = value;
    select.disabled = isResting;
    fill(select, state.rows, value, empty, language);
  };
  select.addEventListener("change", () => {
    state.value = select.value;
    place.write(select.value);
    element.dispatchEvent(new CustomEvent("change", { bubbles: true, composed: true, detail: { value: select.value } }));
  });
  const timer = setInterval(show, LOOK_MS);
  mounted.set(element, () => clearInterval(timer));

  fill(select, [], place.read(), empty, language);
  try {
    state.rows = await rowsFor(element, language, proxy, texts);
    note.textContent = "";
  } catch (error) {
    // What the field holds stays chosen, and nothing is lost.
    note.textContent = error.message || texts.word(LOOKUP_FAILED, language);
  }
  state.value = undefined;
  show();
}

/** Lets go of the element. */
export function unmount(element) {
  mounted.get(element)?.();
  mounted.delete(element);
}

async function rowsFor(element, lang, proxy, texts) {
  const source = setting(element, "source");
  const only = setting(element, "only");
  const fixed = fixedRows(source, { lang, only, texts });
  if (fixed) return fixed;
  const base = setting(element, "proxy").replace(/\/+$/, "") || proxy;
  return labelRows(base, source, { lang, only, ticket: await ticketFor(element).catch(() => {}), texts });
}

/** The element's ticket, or a fresh one from the portal. */
async function ticketFor(element) {
  const source = ticketSource(element);
  if (!source.url && !source.rule) return setting(element, "ticket");
  return (await askForTicket(source, new AbortController().signal)).ticket;
}

function fill(select, rows, value, empty, language) {
  const ids = new Set(rows.map((row) => row.id));
  const id = idOf(value);
  const options = [new Option(empty, "")];
  if (value && !ids.has(id)) options.push(new Option(nameOf(value), value));
  // The value that is there already stays as it was written, so that nothing changes by looking.
  for (const row of rows) options.push(new Option(nameIn(row, language), row.id === id ? value : row.value));
  select.replaceChildren(...options);
  select.value = value;
}

const idOf = (pair) => pair.split("#")[0].trim();

/** What a person reads of a pair: its name, in whatever language it was written. */
function nameOf(pair) {
  const hash = pair.indexOf("#");
  return hash < 0 ? pair : pair.slice(hash + 1) || idOf(pair);
}

function canEdit(element) {
  const mode = setting(element, "mode");
  return element.hasAttribute("disabled") ? false : mode ? mode === "edit" : !host.isPortal() || host.isEditing();
}

/** Where the element's value lives: in a field, in a cell, or, bound to nothing, in its own attribute. */
function binding(element) {
  const [field, list, row, column] = ["field", "list", "row", "column"].map((name) => setting(element, name));
  if (field) return { read: () => host.value(field), write: (value) => host.setValue(field, value) };
  if (list && row && column) {
    return {
      read: () => host.cell(Number(list), Number(row), column),
      write: (value) => host.setCell(Number(list), Number(row), column, value),
    };
  }
  return {
    read: () => element.getAttribute("value") ?? "",
    write: (value) => element.setAttribute("value", value),
  };
}
