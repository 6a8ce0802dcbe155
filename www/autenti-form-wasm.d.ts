// Made from `src` by `cargo xtask generate`.

import type { LeakCounters } from "./autenti-form.js";
import type { Language, LookupRow, LookupSource, RecipientRow, RuleOptions, Violation } from "./autenti-model.js";
import type { Page } from "./page.js";


/**
 * An attribute of the element changed, or one of the `<autenti-signing>` around it.
 */
export function changed(element: number, lang: Language): void;

/**
 * An element of ours is on the page, in a language whose texts are there. Answers the number under which it is
 * known from now on.
 */
export function connected(element: HTMLElement, lang: Language): number;

/**
 * The element left the page.
 */
export function disconnected(element: number): void;

/**
 * What is held at the moment, for finding leaks: elements, signings, streams, timers and listeners.
 *
 * # Errors
 * Never: numbers can be written.
 */
export function leakCounters(): LeakCounters;

/**
 * The rows of a look-up source: the fixed ones without a request, the others from the proxy with the ticket. `only`
 * are ids, divided by commas, or nothing for all.
 *
 * # Errors
 * When the proxy does not answer with rows; in words for people, where it said any.
 */
export function lookup(source: LookupSource, lang: Language, only: string, proxy: string, ticket: string): Promise<LookupRow[]>;

/**
 * A button of the element was pressed, or a dialog closed. `action` is the button's `data-action`; what is none is
 * passed over, because anybody may dispatch a click.
 */
export function pressed(element: number, action: string): void;

/**
 * Takes what the loader brings: the page, and the address of the proxy that serves the script. It is the one
 * that is asked where no `proxy` attribute says otherwise.
 */
export function start(proxy: string, page: Page): void;

/**
 * Takes the texts of a language, as `autenti_model::texts::load` describes them, and draws what shows them. Where
 * they replace others, what the proxy has said is read again, to be said in the new words.
 */
export function texts(lang: Language, texts: string): void;

/**
 * Validates recipients by the rules that the proxy uses too.
 *
 * # Errors
 * When the rows cannot be read.
 */
export function validateRecipients(rows: RecipientRow[], options: RuleOptions | undefined, lang: Language): Violation[];

/** Loads the wasm. */
export default function init(input: { module_or_path: Promise<Response> }): Promise<unknown>;
