// The item list for scripts: rows count from 1, lists and columns are named by id and database column
// (facts: WEBCON form, global functions, item list).

import { currentForm } from './current-form.js';
import { fromText, toText, toTyped } from './values.js';

function find(list, columnName) {
  const form = currentForm();
  if (!form || form.list.id !== Number(list)) {
    console.warn(`[WARN] No item list ${list} on the form`);
    return null;
  }
  const column = form.list.columns.find(
    ({ fieldName, id }) => fieldName === columnName || id === Number(columnName),
  );
  if (columnName !== undefined && !column) {
    console.warn(`[WARN] No column ${columnName} in the item list`);
    return null;
  }
  return { form, column };
}

function cell(list, row, columnName) {
  const found = find(list, columnName);
  const cells = found?.form.rows[row - 1]?.cells;
  return cells ? { ...found, value: cells[found.column.fieldName] } : null;
}

export function GetSubValue(list, row, columnName) {
  const found = cell(list, row, columnName);
  return found ? toText(found.column, found.value) : undefined;
}

export function GetSubTypedValue(list, row, columnName) {
  const found = cell(list, row, columnName);
  return found ? { value: toTyped(found.column, found.value) } : undefined;
}

export function SetSubValue(list, row, columnName, value, options = {}) {
  const found = cell(list, row, columnName);
  if (!found) return;
  if (found.column.editMode === 'ReadOnlyHtml' && !(options === true || options.forceOnReadonly)) {
    console.error(`[ERROR] ${columnName} is read-only`);
    return;
  }
  found.form.setCell(row - 1, found.column, fromText(found.column, value));
}

export const SetSubTypedValue = (list, row, columnName, { value }) =>
  SetSubValue(list, row, columnName, value);

export const SubelementCountRows = (list) => find(list)?.form.rows.length;

export function SubelementHasRows(list) {
  const found = find(list);
  return found ? found.form.rows.length > 0 : undefined;
}

/** Deletes a row, or all of them. */
export function SubelementDelete(list, row) {
  const found = find(list);
  if (!found) return;
  found.form.removeRows(row === undefined ? found.form.rows.map((_, index) => index) : [row - 1]);
}

export const DeleteSubelementRows = (list, rows) => find(list)?.form.removeRows(rows.map((row) => row - 1));

/** Restores the list's defaults: this list has none, so it ends up empty. */
export const SubelementInitialization = (list) => SubelementDelete(list);

/** Adds an empty row; answers its number. */
export function addNewRow(list) {
  const found = find(list);
  return found ? found.form.addRow() + 1 : undefined;
}

const showColumn = (list, columnName, isShown) => {
  const found = find(list, columnName);
  if (found) found.form.show(found.column.id, isShown);
};

export const ShowSubelementColumn = (list, columnName) => showColumn(list, columnName, true);
export const HideSubelementColumn = (list, columnName) => showColumn(list, columnName, false);
export const ShowSubelementControl = (list) => find(list)?.form.show(list, true);
export const HideSubelementControl = (list) => find(list)?.form.show(list, false);
