// The people and bodies that the states are made of. Everybody is made up. The shape is that of
// `GET /v1/signing` in the proxy's OpenAPI document.

/** A moment so many minutes ago, as the proxy writes it. */
export const ago = (minutes) =>
  new Date(Math.floor(Date.now() / 1000) * 1000 - minutes * 60_000).toISOString().replace('.000Z', 'Z');

export const person = (id, firstName, lastName, more = {}) => ({
  id,
  row: null,
  firstName,
  lastName,
  email: `${firstName}.${lastName}@example.com`.toLowerCase(),
  role: 'SIGNER',
  signatureType: 'BASIC',
  order: null,
  status: 'NONE',
  rejectionReason: null,
  me: false,
  canRemind: false,
  remindedAt: null,
  nextReminderAt: null,
  actedAt: null,
  smsAuthorisation: false,
  smsUnlock: false,
  ...more,
});

export const anna = (more) => person('p1', 'Anna', 'Nowak', { row: 11, order: 1, ...more });
export const jan = (more) =>
  person('p2', 'Jan', 'Kowalski', { row: 12, order: 2, signatureType: 'QUALIFIED', ...more });
export const ewa = (more) =>
  person('p3', 'Ewa', 'Lis', { row: 13, role: 'VIEWER', signatureType: null, ...more });

const FIRST_NAMES = ['Adam', 'Beata', 'Celina', 'Dorota', 'Emil', 'Filip', 'Grażyna', 'Hubert', 'Iga', 'Jerzy'];
const LAST_NAMES = ['Adamska', 'Borowy', 'Czarnecka', 'Duda', 'Ernst', 'Fijałkowska'];

/** A whole committee: 20 have signed, 15 are asked, the others wait. */
export const sixty = () =>
  Array.from({ length: 60 }, (_, at) => {
    const status = at < 20 ? 'COMPLETED' : at < 35 ? 'PENDING' : 'NONE';
    const names = [FIRST_NAMES[at % 10], LAST_NAMES[Math.floor(at / 10)]];
    const order = 1 + Math.floor(at / 10);
    return person(`c${at + 1}`, ...names, {
      email: `member-${at + 1}@example.com`,
      row: 101 + at,
      order,
      status,
      canRemind: status === 'PENDING',
    });
  });

/** A document that was sent two minutes before it was last looked at. */
export const signing = (more = {}) => ({
  autentiId: 'DOCUMENT_PROCESS:1',
  title: 'Umowa 12/2026',
  status: 'PROCESSING',
  sending: null,
  recipients: [anna(), jan(), ewa()],
  files: [{ name: 'umowa-12-2026.pdf', size: 184_320, href: null }],
  sentAt: null,
  violations: [],
  can: ['read'],
  attachment: null,
  readAt: ago(2),
  stale: false,
  ...more,
});

export const unsent = (more) => signing({ autentiId: null, status: null, ...more });

export const sending = (step, done, more = {}) =>
  unsent({
    sending: { step, done, of: 3, code: null, retrying: false, ...more },
    files: ['umowa.pdf', 'zalacznik-1.pdf', 'zalacznik-2.pdf'].map((name, at) => ({ name, size: 1_500_000 + at })),
  });

/** A failure as the proxy tells it (RFC 9457). */
export const problem = (status, code, title, detail, more = {}) => ({
  status,
  problem: {
    type: `urn:autenti-form:error:${code}`,
    title,
    status,
    detail,
    code,
    requestId: '01KAXAMPLE0REQUEST0NUMBER',
    ...more,
  },
});
