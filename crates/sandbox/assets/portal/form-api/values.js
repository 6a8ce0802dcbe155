// Values as the form's JavaScript reads and writes them (facts: WEBCON form, global functions and data
// shapes). Numbers and days are written as people write them here; the typed functions avoid that.

import { formatDecimal, parseDecimal } from '../form/display.js';
import { emptyValue, isEmpty } from '../form/form.js';
import { language } from '../session.js';

const day = new Intl.DateTimeFormat(language === 'pl' ? 'pl-PL' : 'en-US', { timeZone: 'UTC' });

/** An error with the name that the portal gives it. */
export function namedError(name, message) {
  const error = new Error(`${name}: ${message}`);
  error.name = name;
  return error;
}

/** A value as text. */
export function toText(control, value) {
  switch (control.type) {
    case 'Boolean':
      return value === true ? '1' : '0';
    case 'Decimal':
      return isEmpty(value) ? '' : formatDecimal(value);
    case 'Int':
      return isEmpty(value) ? '' : String(value);
    case 'Date':
      return isEmpty(value) ? '' : day.format(new Date(`${value}T00:00:00Z`));
    case 'HyperLink':
    case 'Hyperlink':
      return isEmpty(value) ? '' : `link:${value.url};displayname:${value.name}`;
    case 'ChoiceList':
    case 'ChoicePicker':
    case 'People':
      return value.map(({ id, name }) => `${id}#${name}`).join(';');
    case 'Html':
    case 'ItemList':
      throw namedError('CannotGetValueFromControl', control.type);
    default:
      return value ?? '';
  }
}

/** A value from text, or from whatever else the control takes. */
export function fromText(control, written) {
  if (written === null || written === undefined || written === '') return emptyValue(control);
  switch (control.type) {
    case 'Boolean':
      return [true, 1, '1', 'true', 'True'].includes(written);
    case 'Decimal':
    case 'Int': {
      const number = typeof written === 'number' ? written : parseDecimal(String(written));
      if (number === undefined) throw namedError('InvalidValue', `${written} is not a number`);
      return number === null || control.type === 'Decimal' ? number : Math.trunc(number);
    }
    case 'Date':
      return toDay(written);
    case 'HyperLink':
    case 'Hyperlink':
      return toLink(String(written));
    case 'ChoiceList':
    case 'ChoicePicker':
    case 'People':
      return String(written)
        .split(';')
        .map((pair) => pick(control, pair));
    case 'Html':
    case 'ItemList':
      throw namedError('CannotGetValueFromControl', control.type);
    default:
      return String(written);
  }
}

/**
 * `id#name` is taken as it is; an id alone gets its name, at once here, later in the portal, which asks its
 * server; what is not offered is refused.
 */
function pick(control, pair) {
  const [id, ...rest] = pair.split('#');
  const option = control.options.find((candidate) => candidate.id === id);
  if (!option) throw namedError('ValueNotFoundInAvailableValues', id);
  return { id, name: rest.length > 0 ? rest.join('#') : option.name };
}

/** `link:URL;displayname:NAME` (facts: WEBCON form, values by field type). */
function toLink(written) {
  const [, url, name = url] = /^link:(.*?)(?:;displayname:(.*))?$/s.exec(written) ?? [null, written];
  return { url, name };
}

/** A typed value: numbers as numbers, days as `Date`, nothing as null, or '' for a day. */
export function toTyped(control, value) {
  switch (control.type) {
    case 'Decimal':
    case 'Int':
      return value ?? null;
    case 'Boolean':
      return value === true;
    case 'Date':
      return isEmpty(value) ? '' : localDay(value);
    default:
      return toText(control, value);
  }
}

const localDay = (iso) => {
  const [year, month, dayOfMonth] = iso.split('-').map(Number);
  return new Date(year, month - 1, dayOfMonth);
};

const two = (number) => String(number).padStart(2, '0');

/** `YYYY-MM-DD` from a date, an ISO text or a local one. */
function toDay(written) {
  const iso = typeof written === 'string' && /^\d{4}-\d{2}-\d{2}/.exec(written);
  if (iso) return iso[0];
  const date = written instanceof Date ? written : new Date(written);
  if (Number.isNaN(date.getTime())) throw namedError('InvalidValue', `${written} is not a date`);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
