// The `G_…` globals about the form, its place and its user (facts: WEBCON form, globals).

const installed = new Set();

/** Puts the globals of a form on `window`. */
export function installFormGlobals(globals) {
  for (const [name, value] of Object.entries(globals)) {
    window[name] = value;
    installed.add(name);
  }
}

/** Takes them away, as they are missing for a moment when forms change. */
export function removeFormGlobals() {
  for (const name of installed) delete window[name];
  installed.clear();
}
