// The attachments panel: files by category; in edit mode also added, moved and deleted. Nothing is kept
// before the form is saved.

import { h } from '../dom.js';
import { alertDialog } from '../dialog.js';
import { icon } from '../icons.js';
import { downloadAddress, previewAddress, uploadFile } from '../server.js';
import { fileSize, moment, text } from '../texts.js';

export function makeAttachments(form, signal) {
  const count = h('span', { class: 'count' });
  const groups = h('div', { class: 'attachments__groups' });
  const element = h(
    'section',
    { class: 'side', id: 'AttachmentsPanel', 'aria-label': text('attachments') },
    h('h2', { class: 'side__name' }, icon('file'), text('attachments'), count),
    form.isEditing ? makeAdding(form, signal) : null,
    groups,
  );
  const draw = () => {
    count.textContent = form.files.length;
    groups.replaceChildren(...drawGroups(form));
  };
  draw();
  form.on('files', draw, signal);
  return element;
}

function drawGroups(form) {
  if (form.files.length === 0) return [h('p', { class: 'quiet' }, text('noAttachments'))];
  const { categories } = form.model.attachments;
  const kinds = [...categories, { id: null, label: text('noCategory') }];
  return kinds
    .map((category) => ({ category, files: form.files.filter((file) => file.category === category.id) }))
    .filter(({ files }) => files.length > 0)
    .map(({ category, files }) =>
      h(
        'div',
        { class: 'attachments__group' },
        h('h3', {}, category.label),
        h(
          'ul',
          {},
          files.map((file) => drawFile(form, file)),
        ),
      ),
    );
}

function drawFile(form, file) {
  const { db } = form.where;
  const notes = [fileSize(file.size)];
  if (file.isNew) notes.push(text('notSavedYet'));
  else notes.push(moment(file.modified), file.author);
  const name = file.isNew
    ? h('span', { class: 'attachment__name', dir: 'auto' }, file.name)
    : h(
        'a',
        {
          class: 'attachment__name',
          dir: 'auto',
          href: previewAddress(db, file.id),
          target: '_blank',
          rel: 'noopener',
        },
        file.name,
      );
  return h(
    'li',
    { class: 'attachment', 'data-attachment-id': file.id },
    icon('file'),
    h('div', { class: 'attachment__what' }, name, h('small', {}, notes.join(' · '))),
    file.isPublished
      ? h(
          'span',
          {
            class: 'attachment__lock',
            role: 'img',
            'aria-label': text('published'),
            title: text('published'),
          },
          icon('lock'),
        )
      : null,
    file.isNew ? null : downloadLink(db, file),
    form.isEditing && !file.isPublished ? [deleteButton(form, file), categorySelect(form, file)] : null,
  );
}

function downloadLink(db, file) {
  const label = text('download', file.name);
  return h(
    'a',
    {
      class: 'button button--subtle',
      href: downloadAddress(db, file.id),
      download: '',
      'aria-label': label,
      title: label,
    },
    icon('download'),
  );
}

function deleteButton(form, file) {
  const label = text('deleteFile', file.name);
  return h(
    'button',
    {
      type: 'button',
      class: 'button button--subtle',
      'aria-label': label,
      title: label,
      onclick: () => form.removeFile(file),
    },
    icon('delete'),
  );
}

function categorySelect(form, file) {
  return h(
    'select',
    {
      class: 'input input--select attachment__category',
      'aria-label': text('categoryOf', file.name),
      onchange: (event) => form.moveFile(file, event.target.value === '' ? null : Number(event.target.value)),
    },
    categoryOptions(form, file.category),
  );
}

function categoryOptions(form, chosen) {
  const { categories } = form.model.attachments;
  return [{ id: '', label: text('noCategory') }, ...categories].map(({ id, label }) =>
    h('option', { value: id, selected: (chosen ?? '') === id }, label),
  );
}

function makeAdding(form, signal) {
  const category = h(
    'select',
    { class: 'input input--select', 'aria-label': text('categoryOfNew') },
    categoryOptions(form, 3),
  );
  const input = h('input', {
    type: 'file',
    multiple: true,
    hidden: true,
    onchange: () => {
      add([...input.files]);
      input.value = '';
    },
  });
  const label = h('span', {}, text('addFiles'));
  const button = h(
    'button',
    { type: 'button', class: 'button', onclick: () => input.click() },
    icon('upload'),
    label,
  );
  const area = h(
    'div',
    { class: 'attachments__add' },
    category,
    button,
    input,
    h('p', { class: 'quiet attachments__drop' }, text('dropFiles')),
  );

  const add = async (files) => {
    const into = category.value === '' ? null : Number(category.value);
    button.disabled = true;
    label.textContent = text('uploading');
    for (const file of files) {
      try {
        const { upload, size } = await uploadFile(form.where.db, file);
        if (signal.aborted) return;
        form.addFile({ upload, size, name: file.name, category: into });
      } catch (refused) {
        alertDialog(text('error'), refused.message);
      }
    }
    button.disabled = false;
    label.textContent = text('addFiles');
  };
  const over = (isOver) => (event) => {
    event.preventDefault();
    area.classList.toggle('is-over', isOver);
  };
  area.addEventListener('dragover', over(true));
  area.addEventListener('dragleave', over(false));
  area.addEventListener('drop', (event) => {
    over(false)(event);
    add([...event.dataTransfer.files]);
  });
  return area;
}
