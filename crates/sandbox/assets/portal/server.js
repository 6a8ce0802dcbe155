// Calls to the portal's own server. What it refuses becomes a `Refused` with words for people.

import { text } from './texts.js';

/** The server said no, or nothing at all. */
export class Refused extends Error {
  constructor(code, detail, status) {
    super(Refused.words(code, detail));
    this.code = code;
    this.status = status;
  }

  static words(code, detail) {
    const key = { required: 'required_fields', published: 'published_file' }[code] ?? code;
    const known = [
      'not_found',
      'not_allowed',
      'checked_out',
      'rolled_back',
      'changed',
      'required_fields',
      'published_file',
      'invalid',
      'rule_failed',
      'unreachable',
    ];
    return known.includes(key) ? text(key, detail) : text('error');
  }
}

async function call(method, address, body) {
  const isFile = body instanceof Blob;
  let response;
  try {
    response = await fetch(address, {
      method,
      headers: body && !isFile ? { 'content-type': 'application/json' } : {},
      body: body && !isFile ? JSON.stringify(body) : body,
    });
  } catch {
    throw new Refused('unreachable', '', 0);
  }
  if (!response.ok) {
    const { code = 'error', detail = '' } = await response.json().catch(() => ({}));
    throw new Refused(code, detail, response.status);
  }
  return response.status === 204 ? null : response.json();
}

const nav = (db) => `/api/nav/db/${db}`;

/** The instances that the signed-in person may see. */
export const listInstances = (db) => call('GET', `${nav(db)}/elements`);

/** Opens an instance; `mode` is `view`, `edit` or `admin`. The latter two take its checkout. */
export async function openInstance({ db, id }, mode) {
  const suffix = mode === 'view' ? '' : `/${mode}`;
  return (await call('GET', `${nav(db)}/element/${id}/desktop${suffix}`)).liteData.liteModel;
}

/** Opens the form of a new instance. */
export async function openNew({ db, wf, dt }) {
  return (await call('GET', `${nav(db)}/start/wf/${wf}/dt/${dt}/desktop`)).liteData.liteModel;
}

export const saveInstance = ({ db, id }, body) => call('POST', `${nav(db)}/element/${id}/save`, body);

export const saveNew = ({ db, wf, dt }, body) =>
  call('POST', `${nav(db)}/start/wf/${wf}/dt/${dt}/save`, body);

export const deleteInstance = ({ db, id }) => call('DELETE', `${nav(db)}/element/${id}`);

/** Gives the checkout back; also while the page is being left. */
export const releaseCheckout = ({ db, app, id }) =>
  fetch(`${nav(db)}/app/${app}/element/${id}/checkout/release`, { keepalive: true }).catch(() => {});

/** The HTML field with values that may not be saved yet. */
export const makeHtmlField = ({ db, id }, body) => call('POST', `${nav(db)}/element/${id}/html-field`, body);

/** Runs a business rule on the server. */
export const runBusinessRule = (db, rule, element) =>
  call('POST', `${nav(db)}/businessrules/${rule}`, { element });

/** Puts a file on the server; saving the form keeps it. */
export const uploadFile = (db, file) => call('POST', `/attachments/db/${db}/upload`, file);

export const previewAddress = (db, file) => `/attachments/db/${db}/preview/${file}`;
export const downloadAddress = (db, file) => `/attachments/db/${db}/download/${file}`;
