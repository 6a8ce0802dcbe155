// What scripts of a page meet: the elements, their events, and `window.autentiForm`. `autenti-form.d.ts` is made of it.

import type {
  DocumentStatus,
  Language,
  LookupRow,
  LookupSource,
  RecipientRow,
  RecipientStatus,
  RuleOptions,
  Violation,
} from "./autenti-model.js";

export type * from "./autenti-model.js";

export type Action = "send" | "cancel-sending" | "sign" | "remind" | "withdraw" | "download" | "attach" | "refresh";

/** The document's state is another one than the form knew. */
export interface StatusDetail {
  status: DocumentStatus | null;
  previous: DocumentStatus | null;
}

/** A recipient's state changed. */
export interface RecipientDetail {
  id: string;
  /** The row of the recipients item list, if there is one. */
  row: number | null;
  email: string;
  status: RecipientStatus;
  previous: RecipientStatus | null;
}

/** A document began to be sent, or sending came to an end. A form had better stay as it is meanwhile. */
export interface SendingDetail {
  running: boolean;
}

/** A person pressed a button, and this came of it. */
export interface ActionDetail {
  action: Action;
  outcome: "done" | "failed";
  /** Why it failed; codes as in the proxy's OpenAPI document, and those of the component itself. */
  code?: string;
}

export interface ErrorDetail {
  code: string;
  /** In the person's language, safe to show. */
  message: string;
}

/** All of them bubble and cross shadow roots. */
export interface AutentiEventMap {
  "autenti-ready": CustomEvent<null>;
  "autenti-status": CustomEvent<StatusDetail>;
  "autenti-recipient": CustomEvent<RecipientDetail>;
  "autenti-sending": CustomEvent<SendingDetail>;
  "autenti-action": CustomEvent<ActionDetail>;
  "autenti-error": CustomEvent<ErrorDetail>;
}

/**
 * Attributes: `proxy`, `ticket`, `ticket-url`, `ticket-rule`, `ticket-rule-name`, `lang`, `status`, `mode`, `open`.
 *
 * A child with `slot="fallback"` is shown on pages on which the script never runs, and on no others.
 */
export interface AutentiElement extends HTMLElement {
  addEventListener<K extends keyof AutentiEventMap>(
    type: K,
    listener: (this: AutentiElement, event: AutentiEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/**
 * `<autenti-lookup>`: a choice fed by a look-up source. Attributes: `source`, `only`, `label`; bound to a form
 * field by `field`, or to a cell by `list`, `row` (from 1) and `column`; or to nothing, with its value in `value`.
 * Dispatches `change` with `detail.value`, WEBCON's `id#name`.
 */
export interface AutentiLookupElement extends HTMLElement {}

export interface LookupOptions {
  /** The language of `value`; without it, the page's. */
  lang?: Language;
  /** Ids to keep, divided by commas. */
  only?: string;
  /** For labels. */
  ticket?: string;
  /** For labels: the proxy's address, where that is not where the script came from. */
  proxy?: string;
}

/** What the component holds at the moment; for finding leaks. */
export interface LeakCounters {
  elements: number;
  signings: number;
  streams: number;
  timers: number;
  listeners: number;
}

export interface AutentiForm {
  readonly version: string;
  /** Settles when the elements are live; rejects when the wasm cannot be loaded. Calling it again tries again. */
  ready(): Promise<void>;
  /** The rows of a look-up source. The fixed ones are answered without a request. */
  lookup(source: LookupSource, options?: LookupOptions): Promise<LookupRow[]>;
  /** Validates recipients by the rules that the proxy uses too; an empty answer means that they can be sent. */
  validateRecipients(rows: RecipientRow[], options?: RuleOptions & { lang?: Language }): Promise<Violation[]>;
  /**
   * Replaces texts by the page's own, by the names in docs/texts.md: also those that the proxy says. May be called any
   * number of times.
   */
  texts(changes: Partial<Record<Language, Record<string, string>>>): Promise<void>;
  leakCounters(): LeakCounters;
}

declare global {
  // The events bubble, so a page may listen anywhere.
  interface DocumentEventMap extends AutentiEventMap {}
  interface Window {
    autentiForm: AutentiForm;
  }
  interface HTMLElementTagNameMap {
    "autenti-signing": AutentiElement;
    "autenti-status": AutentiElement;
    "autenti-recipients": AutentiElement;
    "autenti-sign-button": AutentiElement;
    "autenti-history": AutentiElement;
    "autenti-lookup": AutentiLookupElement;
  }
  interface HTMLElementEventMap extends AutentiEventMap {}
}
