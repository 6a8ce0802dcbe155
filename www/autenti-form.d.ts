/** Signing with Autenti inside a WEBCON BPS form: the elements, their events, and `window.autentiForm`. */

/** A state of a document. The list is open: a state never seen before is passed on as it came. */
export type DocumentStatus =
  | "DRAFT"
  | "PROCESSING"
  | "COMPLETED"
  | "REJECTED"
  | "WITHDRAWN"
  | "EXPIRED"
  | "ERROR"
  | (string & {});

/** Where a recipient stands. The list is open. */
export type RecipientStatus =
  | "NONE"
  | "PENDING"
  | "COMPLETED"
  | "OBSOLETE"
  | "FAILED"
  | "REJECTED"
  | (string & {});

export type Language = "en" | "pl" | "de";

export type Action = "send" | "sign" | "remind" | "withdraw" | "download" | "attach" | "refresh";

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

/** A document began to be sent, or sending came to an end. A form had better stay as it is meanwhile. */
export interface SendingDetail {
  running: boolean;
}

/**
 * Attributes: `proxy`, `ticket`, `ticket-url`, `ticket-rule`, `ticket-rule-name`, `lang`, `status`, `mode`.
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

export type LookupSource =
  | "document-statuses"
  | "recipient-roles"
  | "recipient-statuses"
  | "signature-types"
  | "languages"
  | "visualisations"
  /** Asked for from the proxy, with a ticket. */
  | "labels";

export interface LookupRow {
  id: string;
  name: string;
  namePl: string;
  nameDe: string;
  /** WEBCON's `id#name`, with the name in the language asked for. */
  value: string;
}

/** A row of the recipients list; what is left out counts as empty. */
export interface RecipientRow {
  row?: number | null;
  firstName?: string;
  lastName?: string;
  email?: string;
  role?: string | null;
  signatureType?: string | null;
  phone?: string;
  smsAuthorisation?: boolean;
  smsUnlock?: boolean;
  order?: number | null;
  representative?: boolean;
  vat?: string;
  organisation?: string;
  position?: string;
}

export interface RuleOptions {
  signingOrder?: boolean;
  roles?: string[];
  signatureTypes?: string[];
  lang?: Language;
}

/** A broken rule. */
export interface Violation {
  row: number | null;
  /** The row's place in the list, from 1; null for the whole list. */
  position: number | null;
  field: string | null;
  rule: string;
  message: string;
}

export interface AutentiForm {
  readonly version: string;
  /** Settles when the elements are live; rejects when the wasm cannot be loaded. Calling it again tries again. */
  ready(): Promise<void>;
  /** The rows of a look-up source. The fixed ones are answered without a request. */
  lookup(
    source: LookupSource,
    options?: {
      lang?: Language;
      /** Ids to keep, divided by commas. */
      only?: string;
      /** For labels. */
      ticket?: string;
      /** For labels: the proxy's address, where that is not where the script came from. */
      proxy?: string;
    },
  ): Promise<LookupRow[]>;
  /** Judges recipients by the rules that the proxy uses too; an empty answer means that they can be sent. */
  validateRecipients(rows: RecipientRow[], options?: RuleOptions): Promise<Violation[]>;
  /**
   * Replaces texts by the page's own, by the names in docs/texts.md: also those that the proxy says. May be called any
   * number of times.
   */
  texts(changes: Partial<Record<Language, Record<string, string>>>): Promise<void>;
  /** What the component holds at the moment; for finding leaks. */
  counts(): { mounts: number; stores: number; streams: number; timers: number; listeners: number };
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
    "autenti-lookup": AutentiLookupElement;
  }
  interface HTMLElementEventMap extends AutentiEventMap {}
}
