// The elements as an ES module. Nothing happens where there is no document, so that a server may import this while it
// renders pages.

import type { AutentiForm } from "./autenti-form.js";

export type * from "./autenti-form.js";

const loading = typeof document === "undefined" ? undefined : import("./autenti-component.js");

async function form(): Promise<AutentiForm> {
  if (!loading) throw new Error("autenti-form works in a browser only");
  await loading;
  return window.autentiForm;
}

export const version: AutentiForm["version"] = VERSION;
export const ready: AutentiForm["ready"] = async () => (await form()).ready();
export const lookup: AutentiForm["lookup"] = async (source, options) => (await form()).lookup(source, options);
export const validateRecipients: AutentiForm["validateRecipients"] = async (rows, options) =>
  (await form()).validateRecipients(rows, options);
export const texts: AutentiForm["texts"] = async (changes) => (await form()).texts(changes);
