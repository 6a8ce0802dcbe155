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

declare module "autenti-form-wasm" {
  export default function init(input: { module_or_path: Promise<Response> }): Promise<unknown>;
  export function start(proxy: string, page: object): void;
  export function texts(language: string, texts: string): void;
  export function connected(element: HTMLElement, language: string): number;
  export function disconnected(element: number): void;
  export function changed(element: number, language: string): void;
  export function pressed(element: number, action: string): void;
  export function leakCounters(): unknown;
  export function validateRecipients(rows: unknown, options: unknown, language: string): unknown;
  export function lookup(source: string, language: string, only: string, proxy: string, ticket: string): Promise<unknown>;
}
