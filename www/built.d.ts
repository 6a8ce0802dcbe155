// What `cargo xtask component` puts into the scripts: names in capitals, and modules that it makes.

type BuiltWord = [name: string, words: Record<string, string>];

declare const STYLESHEET: string;
declare const LOOKUP_STYLE: string;
declare const LOOKUPS: Record<string, [id: string, ...BuiltWord][]>;
declare const CHOOSE: BuiltWord;
declare const LOOKUP_FAILED: BuiltWord;
declare const AUTENTI_SITE: string;
declare const VERSION: string;
/** What the known states are called, by state. */
declare const LABELS: Record<string, BuiltWord>;
declare const NOTE: BuiltWord;
declare const RETRY: BuiltWord;
declare const OPEN: BuiltWord;
declare const JUST_NOW: BuiltWord;
declare const CONTROL_TEXTS: Record<string, BuiltWord>;
declare const CONTROL_LANGUAGES: string[];
/** Under which the portal finds the form field extension. */
declare const SOLUTION_ID: string;

/** Loads the elements, in the npm package. */
declare module "*/autenti-component.js" {}

declare module "autenti-form-files" {
  export const script: string;
  export const WASM: URL;
  export const NAMES: URL;
  export const TEXTS: Record<string, URL>;
  export const PROXY_TEXTS: Record<string, URL>;
}
