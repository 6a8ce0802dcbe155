/** Signing with Autenti inside a form. Importing this registers the elements. */

import type { AutentiForm } from "./autenti-form.js";

export type * from "./autenti-form.js";

export declare const version: AutentiForm["version"];
export declare const ready: AutentiForm["ready"];
export declare const lookup: AutentiForm["lookup"];
export declare const validateRecipients: AutentiForm["validateRecipients"];
export declare const texts: AutentiForm["texts"];
