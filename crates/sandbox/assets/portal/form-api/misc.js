// Everything else that scripts call (facts: WEBCON form, global functions, attachments and misc).

import { formatDecimal, parseDecimal } from '../form/display.js';
import { currentForm } from './current-form.js';

/** Whether a file's name fits the expression; an empty one always does. */
export function CheckIfAttExists(expression) {
  if (expression === undefined) throw new TypeError('CheckIfAttExists needs an expression');
  if (expression === '') return true;
  const pattern = new RegExp(expression);
  return currentForm()?.files.some((file) => pattern.test(file.name)) ?? false;
}

/** This process has one form type and nothing below it. */
export const GetSubDocType = () => '';

export const ConvertStringToFloat = (written) => parseDecimal(String(written)) ?? NaN;

export const ConvertFloatToString = (number, scale) =>
  scale === undefined ? formatDecimal(number, true) : formatDecimal(Number(number.toFixed(scale)), true);

/** From `YYYY-MM-DD` or `M/D/YYYY [H:m]`. */
export function StringToDate(written) {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(written);
  if (iso) return new Date(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]));
  const [, month, day, year, hour = 0, minute = 0] =
    /^(\d+)\/(\d+)\/(\d{4})(?: (\d+):(\d+))?$/.exec(written) ?? [];
  return new Date(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
}

export const DateToString = (date, culture) => new Intl.DateTimeFormat(culture).format(date);
