// The proxy of the gallery: it exists only in this page. Calls to its address are answered here, from the
// states; all others go where they always go. It has to be there before the component's script runs.

import { ago } from './people.js';

/** `.invalid` belongs to nobody (RFC 2606). After it come the visit and the state that is asked for. */
const ADDRESS = 'https://proxy.invalid/';
const LANGUAGES = ['en', 'pl', 'de'];
const HEARTBEAT_MS = 20_000;

const realFetch = window.fetch.bind(window);
/** By visit and state: what has been answered, and who listens for events. */
const conversations = new Map();
let isOffline = false;
let isWasmBlocked = false;

window.fetch = (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  if (url.startsWith(ADDRESS)) return answer(new Request(input, init));
  if (isWasmBlocked && url.endsWith('.wasm')) return Promise.reject(new TypeError('blocked'));
  return realFetch(input, init);
};

const onLine = Object.getOwnPropertyDescriptor(Navigator.prototype, 'onLine');
Object.defineProperty(navigator, 'onLine', { get: () => !isOffline && onLine.get.call(navigator) });

setInterval(() => {
  for (const { streams } of conversations.values()) for (const send of streams) send(':\n\n');
}, HEARTBEAT_MS);

/** As a page does whose policy permits no WebAssembly. */
export const blockWasm = () => (isWasmBlocked = true);

/** Begins to speak for a state; answers the address of its proxy. */
export function speakFor(visit, state) {
  const key = `${visit}/${state.name}`;
  conversations.set(key, { state, read: 0, body: null, streams: new Set() });
  return ADDRESS + key;
}

/** Forgets an earlier visit and ends its streams. */
export function fallSilent() {
  for (const { streams } of conversations.values()) for (const send of streams) send(null);
  conversations.clear();
}

/** Sends an event with a new state of a signing, as the proxy would. */
export function tell(name, body) {
  for (const conversation of conversations.values()) {
    if (conversation.state.name === name) change(conversation, body);
  }
}

function change(conversation, body) {
  conversation.body = body;
  for (const send of conversation.streams) send(`event: signing\ndata: ${JSON.stringify(body)}\n\n`);
}

async function answer(request) {
  const [visit, name, , ...path] = new URL(request.url).pathname.slice(1).split('/');
  const conversation = conversations.get(`${visit}/${name}`);
  if (!conversation) throw new TypeError('nobody there');
  const language = Math.max(0, LANGUAGES.indexOf(request.headers.get('accept-language')));
  const say = (...words) => words[language];
  // What states call `POST link` is `POST …/v1/signing/link`.
  const call = `${request.method} ${path.slice(1).join('/')}`.trim();
  const special = conversation.state.answers?.[call];
  if (special) return json(special(say));
  if (path[0] === 'lookups') return json(labels(say));
  if (call === 'GET') return read(conversation, say);
  if (call === 'GET events') return events(conversation, request.signal);
  return act(call, conversation, say, request);
}

function read(conversation, say) {
  if (conversation.body) return json(conversation.body);
  const answers = [conversation.state.body(say)].flat();
  const body = answers[Math.min(conversation.read++, answers.length - 1)];
  if (body === 'never') return new Promise(() => {});
  if (body === 'offline' || body === 'unreachable') return fail(body);
  return json(body);
}

/** A request that comes to nothing; in a turn of its own, because being offline is a thing of the whole page. */
function fail(how) {
  return new Promise((_, reject) =>
    setTimeout(() => {
      isOffline = how === 'offline';
      reject(new TypeError('failed to fetch'));
      setTimeout(() => (isOffline = false));
    }),
  );
}

function json(body) {
  const type = body.problem ? 'application/problem+json' : 'application/json';
  const status = body.status > 99 ? body.status : 200;
  return new Response(JSON.stringify(body.problem ?? body), { status, headers: { 'content-type': type } });
}

/** A stream of events that stays open until the component or the visit ends it. */
function events({ streams }, signal) {
  let send;
  const body = new ReadableStream({
    start(stream) {
      const encoder = new TextEncoder();
      const end = () => {
        if (streams.delete(send)) stream.close();
      };
      send = (text) => (text === null ? end() : stream.enqueue(encoder.encode(text)));
      signal.addEventListener('abort', () => {
        if (streams.delete(send)) stream.error(new DOMException('aborted', 'AbortError'));
      });
      streams.add(send);
    },
    cancel: () => streams.delete(send),
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

/** What buttons come to where the state says nothing else: much as in life, only faster. */
async function act(call, conversation, say, request) {
  const before = conversation.body ?? [conversation.state.body(say)].flat()[0];
  const recipients = (change) => before.recipients.map((who) => ({ ...who, ...change(who) }));
  switch (call) {
    case 'POST send': {
      const step = (name, done) => ({ ...before, can: ['read'], sending: { step: name, done, of: 1, code: null } });
      const steps = [step('files', 0), step('files', 1), step('send', 1), step('write-back', 1)];
      const sent = recipients(({ role }) => ({ status: role === 'VIEWER' ? 'NONE' : 'PENDING' }));
      steps.push({ ...before, status: 'PROCESSING', sending: null, recipients: sent, can: ['read', 'withdraw'] });
      steps.forEach((body, at) => setTimeout(() => change(conversation, { ...body, readAt: ago(0) }), 700 * (at + 1)));
      return json(step('draft', 0));
    }
    case 'DELETE send':
      conversation.body = { ...before, sending: null, can: ['read', 'send'] };
      return json(conversation.body);
    case 'GET history':
      return json([]);
    case 'POST link':
      return json({ url: `${location.origin}/gallery/signing-page`, qr: (await request.json()).qr ? code() : undefined });
    case 'POST reminders': {
      const { recipients: wanted } = await request.json();
      const isReminded = (who) => who.canRemind && (wanted?.includes(who.id) ?? true);
      const reminded = before.recipients.filter(isReminded).map((who) => who.id);
      const mark = (who) => (isReminded(who) ? { canRemind: false, remindedAt: ago(0) } : {});
      conversation.body = { ...before, recipients: recipients(mark) };
      return json({ reminded, skipped: [] });
    }
    case 'POST withdrawal':
      conversation.body = {
        ...before,
        status: 'WITHDRAWN',
        can: ['read'],
        recipients: recipients(() => ({ status: 'OBSOLETE', canRemind: false })),
      };
      return new Response(null, { status: 204 });
    case 'GET document':
      return new Response('%PDF-1.7\n% Made up by the gallery.\n', {
        headers: { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="gallery.pdf"' },
      });
    case 'POST document/attachment':
      conversation.body = { ...before, attachment: { id: 7, name: 'umowa-12-2026-signed.pdf' } };
      return json(conversation.body);
    default:
      return new Response('{}', { status: 404, headers: { 'content-type': 'application/json' } });
  }
}

/** What looks like a QR code: the three corners, and noise. The proxy makes real ones. */
function code() {
  const size = 25;
  const squares = [];
  const inCorner = (x, y) => {
    const [cx, cy] = [x < 8 ? x - 3 : x - size + 4, y < 8 ? y - 3 : y - size + 4];
    const ring = Math.max(Math.abs(cx), Math.abs(cy));
    return x > 7 && x < size - 8 ? undefined : y > 7 && y < size - 8 ? undefined : x > 7 && y > 7 ? undefined : ring !== 2 && ring < 4;
  };
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) if (inCorner(x, y) ?? (x * 7 + y * 13 + x * y) % 3 === 0) squares.push(`M${x} ${y}h1v1h-1z`);
  }
  return { size, path: squares.join('') };
}

/** The only source that is asked for: the others are part of the component. */
const labels = (say) =>
  [
    ['TAG:11', 'Contracts', 'Umowy', 'Verträge'],
    ['TAG:12', 'HR', 'Kadry', 'Personal'],
  ].map(([id, ...names]) => {
    const [name, namePl, nameDe] = names;
    return { id, name, namePl, nameDe, value: `${id}#${say(...names)}` };
  });
