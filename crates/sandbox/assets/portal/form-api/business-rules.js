// `window.webcon.businessRules` (facts: WEBCON form, business rules): what block rules are generated into.

import { alertDialog } from '../dialog.js';
import { runBusinessRule } from '../server.js';
import { currentForm } from './current-form.js';
import { GetPairID, GetPairName, SetFocus, SetValue } from './fields.js';
import { SetSubValue, addNewRow } from './item-list.js';
import { MoveToNextStep } from './paths.js';
import { InvokeRule } from './rules.js';
import { HideField, ShowField } from './visibility.js';

const values = (text) =>
  String(text ?? '')
    .split(';')
    .filter((value) => value !== '');

export const businessRules = {
  moveToNextStep: (pathId) => MoveToNextStep(pathId),

  subelementAddNewRow: async (list) => addNewRow(list),

  /**
   * Asks the server, which knows the element by the open form. facts: WEBCON form, corrections: seen with a
   * label, `Name (ID:n)`, and on a click; whether it works without, or while a field is being built, is unknown.
   */
  executeBusinessRule: async (id, label) => {
    const form = currentForm();
    const { needsLabel, needsBuiltForm } = form.model.businessRules;
    if (needsLabel && !new RegExp(`\\(ID:${Number(id)}\\)$`).test(String(label))) {
      throw new TypeError(`Business rule ${id} was called without its name`);
    }
    if (needsBuiltForm && !form.isBuilt) throw new Error('Business rules cannot run while the form is built');
    return (await runBusinessRule(form.where.db, id, form.info.id)).result;
  },

  setFocus: (field) => SetFocus(field),
  alert: (message) => alertDialog(String(message)),
  setValue: (field, typeId, value) => SetValue(field, value),
  setSubValue: (list, row, column, typeId, value) => SetSubValue(list, row, column, value),
  showField: (id) => ShowField(id),
  hideField: (id) => HideField(id),
  getIds: (value) => values(value).map(GetPairID).join(';'),
  getNames: (value) => values(value).map(GetPairName).join(';'),
  isIn: (value, list) => values(list).map(GetPairID).includes(GetPairID(value)),
  Empty: (value) => value === null || value === undefined || value === '',
  callUXRule: (id) => InvokeRule(id),
};
