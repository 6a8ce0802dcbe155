// The item list: a row for each recipient. On a phone each row becomes a card.

import { h } from '../dom.js';
import { icon } from '../icons.js';
import { text } from '../texts.js';
import { isEmpty } from './form.js';
import { makeInput, readOnlyText } from './inputs.js';

/** Makes the list of the form. */
export function makeItemList(form, signal) {
  const { list } = form;
  const isWritable = list.editMode === 'Edit';
  const table = h('table', { class: 'item-list' });
  const scroller = h(
    'div',
    { class: 'item-list__scroller', role: 'region', tabindex: '0', 'aria-label': list.name },
    table,
  );
  // facts: WEBCON form, DOM anchors.
  const element = h('div', { id: `SubElems_${list.id}`, class: 'subelements' }, scroller);
  const columns = () => list.columns.filter((column) => !form.hidden.has(column.id));

  const draw = () => {
    table.replaceChildren(
      head(columns(), isWritable),
      h(
        'tbody',
        {},
        form.rows.map((row, index) => drawRow(row, index)),
      ),
    );
    if (form.rows.length === 0) {
      const span = columns().length + (isWritable ? 2 : 1);
      table.tBodies[0].append(h('tr', {}, h('td', { class: 'quiet', colspan: span }, text('noRows'))));
    }
  };

  const drawRow = (row, index) =>
    h(
      'tr',
      { 'data-index': index, 'data-row-id': row.id },
      h('th', { scope: 'row', class: 'item-list__number' }, String(index + 1)),
      columns().map((column) => drawCell(row, index, column)),
      isWritable ? h('td', { class: 'item-list__actions' }, deleteButton(index)) : null,
    );

  const drawCell = (row, index, column) => {
    const value = row.cells[column.fieldName];
    const cell = h('td', {
      'data-key': column.fieldName,
      'data-label': column.name,
      class: `item-list__cell item-list__cell--${column.type.toLowerCase()} ${isEmpty(value) ? 'is-empty' : ''}`,
    });
    if (isWritable && column.editMode === 'Edit') {
      const label = `${column.name}, ${text('rowNumber')} ${index + 1}`;
      const required = column.required ? 'true' : null;
      const input = makeInput(column, value, { 'aria-label': label, 'aria-required': required }, (next) =>
        form.setCell(index, column, next, input),
      );
      cell.append(input.element);
    } else {
      cell.append(readOnlyText(column, value));
    }
    return cell;
  };

  const deleteButton = (index) => {
    const label = text('deleteRow', index + 1);
    return h(
      'button',
      {
        type: 'button',
        class: 'button button--subtle',
        'aria-label': label,
        title: label,
        onclick: () => form.removeRows([index]),
      },
      icon('delete'),
    );
  };

  if (isWritable) {
    element.append(
      h(
        'button',
        {
          type: 'button',
          class: 'button item-list__add',
          onclick: () => {
            table.rows[form.addRow() + 1].querySelector('.input')?.focus();
          },
        },
        icon('add'),
        text('addRow'),
      ),
    );
  }
  draw();
  form.on('rows', draw, signal);
  form.on('visibility', draw, signal);
  return element;
}

function head(columns, isWritable) {
  return h(
    'thead',
    {},
    h(
      'tr',
      {},
      h('th', { scope: 'col' }, text('rowNumber')),
      columns.map((column) =>
        h(
          'th',
          { scope: 'col', 'data-key': column.fieldName },
          column.name,
          column.required && isWritable ? ' *' : '',
        ),
      ),
      isWritable ? h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, text('actions'))) : null,
    ),
  );
}
