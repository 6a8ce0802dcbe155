// The bodies that the proxy would answer, one for each state of a signing. Everybody in them is made up.

const person = (id: string, firstName: string, lastName: string, more: object = {}) => ({
  id,
  row: null,
  firstName,
  lastName,
  email: `${firstName}.${lastName}@example.com`.toLowerCase(),
  role: "SIGNER",
  signatureType: "BASIC",
  order: null,
  status: "NONE",
  rejectionReason: null,
  me: false,
  canRemind: false,
  remindedAt: null,
  ...more,
});

const anna = (more: object = {}) => person("p1", "Anna", "Nowak", { row: 11, order: 1, ...more });
const jan = (more: object = {}) =>
  person("p2", "Jan", "Kowalski", { row: 12, order: 2, signatureType: "QUALIFIED", ...more });
const ewa = (more: object = {}) =>
  person("p3", "Ewa", "Lis", { row: 13, role: "VIEWER", signatureType: null, ...more });

const signing = (more: object) => ({
  autentiId: "DOCUMENT_PROCESS:1",
  title: "Umowa 12/2026",
  status: "PROCESSING",
  sending: null,
  recipients: [anna(), jan(), ewa()],
  files: [{ name: "umowa-12-2026.pdf" }],
  violations: [],
  can: ["read"],
  attachment: null,
  readAt: "2026-11-23T12:00:00Z",
  stale: false,
  ...more,
});

const unsent = (more: object) => signing({ autentiId: null, status: null, ...more });

/** Every state that the panel can show, as the body of `GET /v1/signing`. */
export const signings = {
  "not-sent": unsent({ can: ["read", "send"] }),
  "not-sent-invalid": unsent({
    can: ["read", "send"],
    violations: [
      {
        row: 12,
        position: 2,
        field: "email",
        rule: "email_malformed",
        message: "Row 2 (Jan Kowalski): “jan@” is not an e-mail address.",
      },
      {
        row: null,
        position: null,
        field: null,
        rule: "required",
        message: "There is no PDF to sign among the attachments.",
      },
    ],
  }),
  sending: unsent({ sending: { step: "files", done: 2, of: 3, code: null }, can: ["read"] }),
  "sending-retrying": unsent({
    sending: {
      step: "send",
      done: 3,
      of: 3,
      code: "autenti_unavailable",
      detail: "Autenti does not answer at the moment.",
      retrying: true,
    },
  }),
  "sending-stopped": unsent({
    sending: {
      step: "draft",
      done: 0,
      of: 3,
      code: "autenti_refused",
      detail: "Autenti refused the request.",
      retrying: false,
    },
    can: ["read", "send"],
  }),
  "in-progress": signing({
    recipients: [
      anna({ status: "COMPLETED" }),
      jan({ status: "PENDING", canRemind: true, remindedAt: "2026-11-23T10:00:00Z" }),
      ewa(),
    ],
    can: ["read", "remind", "withdraw"],
  }),
  "in-parallel": signing({
    recipients: [
      anna({ order: null, status: "PENDING", canRemind: true }),
      jan({ order: null, status: "PENDING", canRemind: true, smsAuthorisation: true }),
      ewa(),
    ],
    can: ["read", "remind", "withdraw", "sign-for-others"],
  }),
  "my-turn": signing({
    recipients: [anna({ status: "COMPLETED" }), jan({ status: "PENDING", me: true }), ewa()],
    can: ["read", "sign"],
  }),
  "my-turn-approver": signing({
    recipients: [anna({ role: "APPROVER", signatureType: null, status: "PENDING", me: true }), jan(), ewa()],
    can: ["read", "sign"],
  }),
  completed: signing({
    status: "COMPLETED",
    recipients: [anna({ status: "COMPLETED" }), jan({ status: "COMPLETED" }), ewa({ status: "COMPLETED" })],
    can: ["read", "download", "attach"],
  }),
  "completed-saved": signing({
    status: "COMPLETED",
    recipients: [anna({ status: "COMPLETED" }), jan({ status: "COMPLETED" }), ewa({ status: "COMPLETED" })],
    attachment: { id: 7, name: "umowa-12-2026-signed.pdf" },
    can: ["read", "download", "attach"],
  }),
  rejected: signing({
    status: "REJECTED",
    recipients: [
      anna({ status: "COMPLETED" }),
      jan({ status: "REJECTED", rejectionReason: "Zła stawka w § 3 — ustaliliśmy 120 zł <b>netto</b>." }),
      ewa({ status: "OBSOLETE" }),
    ],
    can: ["read", "send"],
  }),
  withdrawn: signing({
    status: "WITHDRAWN",
    recipients: [anna({ status: "OBSOLETE" }), jan({ status: "OBSOLETE" }), ewa({ status: "OBSOLETE" })],
  }),
  expired: signing({ status: "EXPIRED", recipients: [anna({ status: "COMPLETED" }), jan({ status: "OBSOLETE" }), ewa()] }),
  error: signing({ status: "ERROR", recipients: [anna({ status: "FAILED" }), jan(), ewa()] }),
  unknown: signing({ status: "PAUSED_BY_AUTENTI", recipients: [anna({ status: "PENDING" }), jan(), ewa()] }),
  stale: signing({
    recipients: [anna({ status: "COMPLETED" }), jan({ status: "PENDING" }), ewa()],
    stale: true,
  }),
} as const;

export type State = keyof typeof signings;

export const problem = (status: number, code: string, title: string, detail: string, more: object = {}) => ({
  status,
  contentType: "application/problem+json",
  headers: { "access-control-allow-origin": "*" },
  body: JSON.stringify({
    type: `urn:autenti-form:error:${code}`,
    title,
    status,
    detail,
    code,
    requestId: "01JD-REQUEST",
    ...more,
  }),
});
