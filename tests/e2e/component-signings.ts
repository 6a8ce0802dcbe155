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
  sending: unsent({ sending: { step: "files", done: 2, of: 3, code: null }, can: ["read"] }),
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
  completed: signing({
    status: "COMPLETED",
    recipients: [anna({ status: "COMPLETED" }), jan({ status: "COMPLETED" }), ewa({ status: "COMPLETED" })],
    can: ["read", "download", "attach"],
  }),
} as const;

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
