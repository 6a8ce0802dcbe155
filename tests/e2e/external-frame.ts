// The page of the External custom control, as a form of any portal frames it.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { serve } from "./server.ts";

/** The frame on a form. */
export const CONTROL = "iframe.external-control";

/** The control under an origin of its own, as an external application; `change` may alter a file on its way. */
export function elsewhere(change: (file: string, text: string) => string | null = (_file, text) => text) {
  return serve(async (file) => {
    const folder = file.startsWith("/autenti-") ? "../../dist/assets" : "../../target/component/control";
    const content = await readFile(join(import.meta.dirname, folder, file)).catch(() => null);
    return content && /\.(html|js)$/.test(file) ? change(file, content.toString()) : content;
  });
}
