// Short messages at the edge of the page, read out by screen readers.

import { h } from './dom.js';
import { icon } from './icons.js';

const STAYS_MS = 4000;

const region = h('div', { class: 'notices', role: 'status', 'aria-live': 'polite' });
document.body.append(region);

/** Says that something was done. */
export function notify(message) {
  const notice = h('div', { class: 'notice' }, icon('check'), h('span', {}, message));
  region.append(notice);
  setTimeout(() => notice.remove(), STAYS_MS);
}
