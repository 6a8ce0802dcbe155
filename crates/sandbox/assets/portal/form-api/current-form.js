// The form that the global functions act on. They outlive every form, as in the real portal.

import { installFormGlobals, removeFormGlobals } from './form-globals.js';

let current = null;

/** A form was opened. `actions.takePath` takes a path of it. */
export function enterForm(form, actions) {
  current = { form, actions };
  installFormGlobals(form.model.globals);
}

/** The form was left. */
export function leaveForm() {
  current = null;
  removeFormGlobals();
}

/** The open form, or null. */
export const currentForm = () => current?.form ?? null;

/** What the open form's page can do, or null. */
export const currentActions = () => current?.actions ?? null;

/**
 * A field of the open form. facts: WEBCON form, global functions: a name may carry the prefix `WFD_`; a
 * field that is not on the form is a warning, not an exception.
 */
export function findField(name) {
  const field = currentForm()?.field(String(name).replace(/^WFD_/, ''));
  if (!field) console.warn(`[WARN] No field ${name} on the form`);
  return field;
}
