// Made from `crates/model` by `cargo xtask generate`.

/** A language of the texts. */
export type Language = "en" | "pl" | "de";

/** A look-up source. Labels are asked for from the proxy. */
export type LookupSource = "document-statuses" | "recipient-roles" | "recipient-statuses" | "signature-types" | "languages" | "visualisations" | "labels";

/** A state of a document. The list is open: a value never seen before is passed on as it came. */
export type DocumentStatus = "DRAFT" | "PROCESSING" | "COMPLETED" | "REJECTED" | "WITHDRAWN" | "EXPIRED" | "ERROR" | (string & {});

/** Where a recipient stands. The list is open: a value never seen before is passed on as it came. */
export type RecipientStatus = "NONE" | "PENDING" | "COMPLETED" | "OBSOLETE" | "FAILED" | "REJECTED" | (string & {});

/** What a recipient is asked to do. The list is open: a value never seen before is passed on as it came. */
export type Role = "SIGNER" | "APPROVER" | "REVIEWER" | "VIEWER" | (string & {});

/** Which signature a signer gives. The list is open: a value never seen before is passed on as it came. */
export type SignatureType = "BASIC" | "QUALIFIED" | "ADVANCED" | (string & {});

/** An e-mail address. */
export type Email = string;

/**
 * One choice, called what it is in each language. `value` is WEBCON's `id#name`.
 */
export interface LookupRow {
    id: string;
    name: string;
    namePl: string;
    nameDe: string;
    value: string;
}

/**
 * A row of the recipients item list, before anything is sent. The rules validate these.
 */
export interface RecipientRow {
    /**
     * The row's id in WEBCON; none for a row that was not saved yet.
     */
    row?: number | null;
    /**
     * First name.
     */
    firstName?: string;
    /**
     * Last name.
     */
    lastName?: string;
    /**
     * E-mail address.
     */
    email?: Email;
    /**
     * Role; none when the cell is empty.
     */
    role?: Role | null;
    /**
     * Signature type; none when the cell is empty.
     */
    signatureType?: SignatureType | null;
    /**
     * Phone number for SMS codes.
     */
    phone?: string;
    /**
     * A code sent by SMS is needed to sign.
     */
    smsAuthorisation?: boolean;
    /**
     * A code sent by SMS is needed to open the document.
     */
    smsUnlock?: boolean;
    /**
     * Place in the signing order, from 1; none when the cell is empty or not a number. One that is too large
     * for a number is the largest there is.
     */
    order?: number | null;
    /**
     * Signs for an organisation.
     */
    representative?: boolean;
    /**
     * VAT number of the organisation with its country, such as `PL1234567890`.
     */
    vat?: string;
    /**
     * Name of the organisation.
     */
    organisation?: string;
    /**
     * Position of the person in the organisation.
     */
    position?: string;
}

/**
 * What the profile asks of the list.
 */
export interface RuleOptions {
    /**
     * Signers and approvers act one after another.
     */
    signingOrder?: boolean;
    /**
     * The roles that may be used.
     */
    roles?: Role[];
    /**
     * The signature types that may be used.
     */
    signatureTypes?: SignatureType[];
}

/**
 * One broken rule.
 */
export interface Violation {
    /**
     * The row's id in WEBCON, as in a recipient's `row`; null for an unsaved row and for the whole list.
     */
    row: number | null;
    /**
     * The row's place in the list, from 1; null for the whole list.
     */
    position: number | null;
    /**
     * The field that is wrong; null for the whole row or list.
     */
    field: Field | null;
    /**
     * The rule that is broken.
     */
    rule: Rule;
    /**
     * What is wrong and what to do, naming the row.
     */
    message: string;
    /**
     * What the words are made of.
     */
    localized?: Record<string, LocalizedMessage>;
}

/**
 * Words: a text of the catalogue, and the values in it.
 */
export interface LocalizedMessage {
    /**
     * Name of the text in the catalogue.
     */
    text: string;
    /**
     * What stands in its places, by their names.
     */
    values?: Record<string, Part>;
}

/**
 * What stands in a place of a text.
 */
export type Part = string | LocalizedMessage | Part[];

/**
 * A rule, named by how it is broken.
 */
export type Rule = "no_recipients" | "nobody_acts" | "row_empty" | "required" | "email_malformed" | "email_repeated" | "role_not_allowed" | "signature_type_not_allowed" | "order_missing" | "order_too_low" | "order_too_high" | "order_repeated" | "approver_needs_order" | "approver_last" | "advanced_needs_sms" | "qualified_without_sms" | "phone_missing" | "phone_malformed" | "representative_incomplete" | "vat_malformed" | "unknown";

/**
 * A property of a recipient, named as in [`RecipientRow`].
 */
export type Field = "firstName" | "lastName" | "email" | "role" | "signatureType" | "phone" | "smsAuthorisation" | "order" | "vat" | "organisation" | "position" | "unknown";
