// The page around the component: what can be learnt from it, and how surely. Everything is asked anew each time,
// because a form changes under the component: it is opened for editing, saved, and left for another instance
// without the page being loaded again. (Facts: form in the browser, "Globals about form, user, language" and
// "Global functions".)
//
// On a page that is no portal's none of the names is there: nothing is known, and nothing is written.

/** Calls a function of the portal, if there is one. What it refuses is refused; it logs that itself. */
function call(name, ...values) {
  try {
    return window[name]?.(...values);
  } catch {
    return undefined;
  }
}

const text = (value) => String(value ?? "");

/** Choices are the same if their ids are: the name is in whatever language it was written. */
export function isSame(one, other) {
  const choice = /^([^#:;]+)#/;
  const [id, otherId] = [choice.exec(one)?.[1], choice.exec(other)?.[1]];
  return id && otherId ? id === otherId : one === other;
}

export const host = {
  /** Whether this is a form page of WEBCON's portal. */
  isPortal: () => typeof window.GetValue === "function",

  /** The number of the instance that the form shows. A new one has none: `"0#"` before 2024, null since. */
  instance() {
    const id = text(window.G_WFELEM).split("#")[0].trim();
    return id && id !== "0" ? id : undefined;
  },

  /** Whether the form is open for editing. Older portals say so with a number or a word. */
  isEditing: () => /^(1|true)$/i.test(text(window.G_EDITVIEW)),

  /** Whether this is a portal that has not yet said which instance it shows. */
  isUnsettled: () => window.initModel !== undefined && window.G_WFELEM === undefined,

  /** What a field holds, as text: choices as `id#name`. */
  value: (field) => text(call("GetValue", field)),

  /**
   * Puts a value into a field, also one that people may not change. Only a new value: the field's rule runs then, the
   * HTML that shows it is made again, and the form counts as changed.
   */
  setValue(field, value) {
    if (!isSame(host.value(field), value)) call("SetValue", field, value, { forceOnReadonly: true });
  },

  /** How many rows an item list has. */
  countRows: (list) => Number(call("SubelementCountRows", list)) || 0,

  /** What a cell holds; rows are counted from 1. */
  cell: (list, row, column) => text(call("GetSubValue", list, row, column)),

  /** Puts a value into a cell, also one that people may not change. Only a new value, as with a field. */
  setCell(list, row, column, value) {
    if (!isSame(host.cell(list, row, column), value)) call("SetSubValue", list, row, column, value, true);
  },
};

/** Two letters of the portal's language, then of what the portal takes for the browser's. */
export const languages = () => [window.initModel?.userLang, window.G_BROWSER_LANGUAGE, navigator.language];
