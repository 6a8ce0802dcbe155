// A form on its page: opens it, saves it, takes paths, holds the checkout.

import { alertDialog, confirmDialog } from '../dialog.js';
import { h } from '../dom.js';
import { leaveForm, enterForm } from '../form-api/current-form.js';
import { runOnChange, runOnPageLoad } from '../form-api/rules.js';
import { notify } from '../notice.js';
import { go, renameAddress } from '../router.js';
import { deleteInstance, openInstance, openNew, releaseCheckout, saveInstance, saveNew } from '../server.js';
import { formAddress, isEmbedded } from '../session.js';
import { text } from '../texts.js';
import { makeAttachments } from './attachments.js';
import { makeComments } from './comments.js';
import { askValidators } from './external-control.js';
import { Form, isEmpty } from './form.js';
import { makeHeader } from './header.js';
import { LayoutState, makePanel } from './layout.js';
import { makePathPanel } from './path-panel.js';
import { makeToolbar } from './toolbar.js';

/** The page of an instance. */
export function elementPage(main, { db, id, app = '1', mode = 'view' }) {
  const address = isEmbedded() ? null : formAddress(id);
  return openForm(main, { db, app, id }, { mode, address, closed: '/' });
}

/** The page of a new instance. */
export function startPage(main, { db, app, wf, dt }) {
  return openForm(main, { db, app, wf, dt }, { mode: 'edit', address: null, closed: '/' });
}

/**
 * Opens a form in an element. `address` is where view mode is found (edit mode is below it; none if the
 * address never changes), `closed` where to go when the instance is gone.
 */
export function openForm(place, where, options) {
  const page = new FormPage(place, where, options);
  page.open(options.mode);
  return page;
}

/** facts: WEBCON form, calling the server: other code reads this flag. */
const DIRTY_FLAG = 'WebconBPS_FormIsDirty';

class FormPage {
  constructor(place, where, { address, closed, inTasks = false }) {
    this.place = place;
    this.where = where;
    this.address = address;
    this.closed = closed;
    this.inTasks = inTasks;
    this.layout = new LayoutState();
    this.form = null;
    this.drawn = null;
    this.opening = 0;
  }

  isDirty() {
    return this.form?.isDirty ?? false;
  }

  async mayLeave() {
    if (!this.isDirty()) return true;
    return confirmDialog(text('unsaved'), text('unsavedDetail'), {
      yes: text('leave'),
      no: text('stay'),
      danger: true,
    });
  }

  /** The page is gone: so are its checkout and everything that listened. What scripts left stays. */
  leave() {
    this.opening += 1;
    this.release();
    this.close();
  }

  release() {
    if (this.form?.isEditing && !this.form.info.isNew) releaseCheckout(this.where);
  }

  close() {
    this.drawn?.abort();
    this.drawn = null;
    this.form = null;
    leaveForm();
    sessionStorage.setItem(DIRTY_FLAG, 'false');
  }

  /** Reads the instance and shows its form. A form that is already there stays until the answer comes. */
  async open(mode) {
    const before = this.form?.info.mode;
    const opening = (this.opening += 1);
    if (!this.form)
      this.place.replaceChildren(h('p', { class: 'quiet form-loading', role: 'status' }, text('loading')));
    try {
      const model = this.where.id ? await openInstance(this.where, mode) : await openNew(this.where);
      if (opening !== this.opening) {
        if (mode !== 'view' && this.where.id) releaseCheckout(this.where);
        return;
      }
      this.show(model);
      // facts: WEBCON form, HTML form field, re-rendering: from edit to view, "my tasks" runs scripts twice.
      if (this.inTasks && mode === 'view' && before && before !== 'view') this.form.emit('html');
      if (this.address) renameAddress(mode === 'view' ? this.address : `${this.address}/${mode}`);
    } catch (refused) {
      if (opening === this.opening) await this.couldNotOpen(refused, mode);
    }
  }

  /** Somebody else is editing: what can be read stays to be read. */
  async couldNotOpen(refused, mode) {
    if (this.form) {
      await alertDialog(text('error'), refused.message);
      return;
    }
    if (mode !== 'view' && ['checked_out', 'not_allowed'].includes(refused.code)) {
      await this.open('view');
      await alertDialog(text('error'), refused.message);
      return;
    }
    this.place.replaceChildren(
      h(
        'div',
        { class: 'page' },
        h('div', { class: 'message message--error', role: 'alert' }, h('h1', {}, refused.message)),
        isEmbedded() ? null : h('p', {}, h('a', { href: '/' }, text('backHome'))),
      ),
    );
  }

  show(model) {
    this.close();
    const form = new Form(model, this.where);
    const drawn = new AbortController();
    this.form = form;
    this.drawn = drawn;
    enterForm(form, { takePath: (path) => this.save(path) });
    form.on('value', ({ field }) => runOnChange(field), drawn.signal);
    form.on('dirty', () => sessionStorage.setItem(DIRTY_FLAG, 'true'), drawn.signal);
    document.title = `${form.info.number || text('newContract')} – ${form.info.formType}`;
    this.draw(form, drawn.signal);
    runOnPageLoad();
    // The scripts of HTML fields run in a microtask.
    setTimeout(() => (form.isBuilt = true));
  }

  /** facts: WEBCON form, DOM anchors, for the ids. */
  draw(form, signal) {
    const { editor, mode } = form.info;
    const left = h('div', { id: 'LeftPanel', class: 'form-panel' });
    const right = h('aside', { id: 'RightPanelOuter', class: 'form-panel form-panel--right' });
    const bottom = h('div', { id: 'BottomPanel', class: 'form-panel form-panel--bottom' });
    const isFocused = this.place.contains(document.activeElement);
    this.place.replaceChildren(
      h(
        'div',
        { id: 'formContainer', class: `dynamic-form is-${mode}` },
        makeToolbar(form, this.actions()),
        makeHeader(form),
        editor
          ? h('p', { class: 'message message--info', role: 'status' }, text('editingNow', editor))
          : null,
        mode === 'admin' ? h('p', { class: 'message message--warning' }, text('adminNow')) : null,
        h('div', { id: 'main-form-page', class: 'form-panels' }, left, right, bottom),
        makePathPanel(form, (path) => this.save(path), signal),
      ),
    );
    // Panels fill once they stand in the document, in the order of the template, so that scripts of an
    // HTML field find the fields above them and themselves.
    left.append(...makePanel(form, this.layout, 'LeftPanel', signal));
    right.append(makeAttachments(form, signal), makeComments(form, signal));
    bottom.append(...makePanel(form, this.layout, 'BottomPanel', signal));
    if (isFocused) this.place.querySelector('.toolbar button')?.focus({ preventScroll: true });
  }

  actions() {
    return {
      edit: () => this.open('edit'),
      admin: () => this.open('admin'),
      save: () => this.save(null),
      cancel: () => this.cancel(),
      reload: () => this.reload(),
      remove: () => this.remove(),
    };
  }

  async reload() {
    if (await this.mayLeave()) await this.open(this.form.info.mode);
  }

  async cancel() {
    const isSure =
      !this.isDirty() ||
      (await confirmDialog(text('unsaved'), text('unsavedDetail'), {
        yes: text('discard'),
        no: text('stay'),
        danger: true,
      }));
    if (!isSure) return;
    if (this.form.info.isNew) {
      this.form.isDirty = false;
      go(this.closed);
      return;
    }
    await releaseCheckout(this.where);
    await this.open('view');
  }

  /** Saves, and takes a path if there is one. Only a path asks for what is required. */
  async save(path) {
    const { form } = this;
    if (!form?.isEditing || form.isSaving) return;
    if (path !== null && !checkRequired(form)) return;
    form.isSaving = true;
    try {
      const wrong = [...form.extensionChecks].map((check) => check()).find((words) => words !== null);
      const objection = wrong ?? (await askValidators(form, path !== null));
      if (objection !== null) {
        alertDialog(text('error'), objection || text('control_objects'));
        return;
      }
      const body = form.changes(path);
      const { id } = form.info.isNew ? await saveNew(this.where, body) : await saveInstance(this.where, body);
      form.isDirty = false;
      notify(text(path === null ? 'saved' : 'moved'));
      if (form.info.isNew) go(formAddress(id));
      else await this.open('view');
    } catch (refused) {
      alertDialog(text('error'), refused.message);
    } finally {
      form.isSaving = false;
    }
  }

  async remove() {
    const isSure = await confirmDialog(text('deleteTitle'), text('deleteDetail'), {
      yes: text('delete'),
      no: text('cancel'),
      danger: true,
    });
    if (!isSure) return;
    try {
      await deleteInstance(this.where);
      notify(text('deleted'));
      go(this.closed);
    } catch (refused) {
      alertDialog(text('error'), refused.message);
    }
  }
}

/** Marks empty required fields; answers whether there are none. */
function checkRequired(form) {
  const wrong = form.controls.filter(
    (field) => field.required && isEmpty(field.value) && !form.hidden.has(field.id),
  );
  for (const field of wrong) form.invalid.add(field.fieldName);
  form.emit('visibility');
  if (wrong.length === 0) return true;
  document.querySelector(`#${wrong[0].fieldName} .input`)?.focus();
  alertDialog(text('error'), text('required_fields', wrong.map((field) => field.name).join(', ')));
  return false;
}
