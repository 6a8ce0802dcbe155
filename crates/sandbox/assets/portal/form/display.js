// How values read, in the portal's language.

import { language } from '../session.js';
import { text } from '../texts.js';
import { isEmpty } from './form.js';

const decimal = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const plainDecimal = new Intl.NumberFormat(language, { maximumFractionDigits: 6 });
const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });

/** A value as text to read. */
export function displayValue(control, value) {
  if (isEmpty(value)) return '';
  switch (control.type) {
    case 'Decimal':
      return formatDecimal(value, control.fieldName.startsWith('DET_'));
    case 'Int':
      return String(value);
    case 'Boolean':
      return text(value ? 'yes' : 'no');
    case 'Date':
      return day.format(new Date(`${value}T00:00:00Z`));
    case 'HyperLink':
    case 'Hyperlink':
      return value.name || value.url;
    case 'ChoiceList':
    case 'ChoicePicker':
    case 'People':
      return value.map(({ id, name }) => labelOf(control, id) ?? name).join('; ');
    default:
      return value;
  }
}

const labelOf = (control, id) => control.options?.find((option) => option.id === id)?.label;

/** A number as people write it here: amounts with two places, numbers in lists as they are. */
export const formatDecimal = (number, plain = false) => (plain ? plainDecimal : decimal).format(number);

const separators = Object.fromEntries(
  new Intl.NumberFormat(language, { useGrouping: 'always' })
    .formatToParts(12345.6)
    .map(({ type, value }) => [type, value]),
);

/** A number from what people wrote; `undefined` if it is none. */
export function parseDecimal(written) {
  const plain = written
    .replaceAll(/\s/gu, '')
    .replaceAll(separators.group, '')
    .replace(separators.decimal, '.');
  if (plain === '') return null;
  return /^[+-]?\d*\.?\d+$/.test(plain) ? Number(plain) : undefined;
}
