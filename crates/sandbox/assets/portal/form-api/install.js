// Puts the form's JavaScript API on `window`. The functions outlive every form and act on the open one.

import { businessRules } from './business-rules.js';
import * as fields from './fields.js';
import * as itemList from './item-list.js';
import * as misc from './misc.js';
import * as paths from './paths.js';
import { InvokeRule } from './rules.js';
import * as visibility from './visibility.js';

/** Functions that have no field on this form to work on. */
const ABSENT = [
  'ShowSqlRow',
  'HideSqlRow',
  'ShowSqlGrid',
  'HideSqlGrid',
  'ShowChart',
  'HideChart',
  'ShowSecurities',
  'ShowOcrTrainButtons',
  'HideOcrTrainButtons',
];

/** Functions that the portal only keeps to refuse them. */
const UNSUPPORTED = ['FindControlLike', 'GetPrefix'];

export function installFormApi() {
  for (const [name, value] of Object.entries({
    ...fields,
    ...itemList,
    ...misc,
    ...paths,
    ...visibility,
    InvokeRule,
  })) {
    // What starts with a small letter is for the portal itself.
    if (/^[A-Z]/.test(name)) window[name] = value;
  }
  for (const name of ABSENT) window[name] = () => console.warn(`[WARN] ${name}: no such control on the form`);
  for (const name of UNSUPPORTED) {
    window[name] = () => {
      throw new Error(`${name} is unsupported`);
    };
  }
  window.webcon = { businessRules, open: (url, mode) => window.open(url, mode ?? '_blank', 'noopener') };
}
