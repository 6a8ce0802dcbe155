// What an open form holds: the controls as the server sent them, and every value as it is now.

/** One open form. Emits `value` (a field changed), `rows`, `files`, `visibility` and `dirty`. */
export class Form extends EventTarget {
  /** @param model The server's model. @param where `{db, app, id}`, or `{db, app, wf, dt}` of a new instance. */
  constructor(model, where) {
    super();
    this.model = model;
    this.where = where;
    this.info = model.formInfo;
    this.controls = model.controls;
    this.list = model.controls.find((control) => control.type === 'ItemList');
    this.rows = this.list.rows.map((row) => ({ id: row.id, cells: { ...row.cells } }));
    this.files = model.attachments.files.map((file) => ({ ...file }));
    this.comment = '';
    this.isDirty = false;
    this.changedFields = new Set();
    this.rowsChanged = false;
    this.movedFiles = new Set();
    this.deletedFiles = [];
    this.hidden = new Set(this.controls.filter((control) => control.isHidden).map((control) => control.id));
    this.disabled = new Set();
    this.hiddenPaths = new Set();
    this.invalid = new Set();
    /** Whom to ask before the form is saved: pages in frames that want a say. */
    this.validators = new Set();
    /** What form field extensions say against saving: each answers words, or null. */
    this.extensionChecks = new Set();
    /** Whether every field stands on the page and ran its scripts. */
    this.isBuilt = false;
  }

  /** Whether people can type into it. */
  get isEditing() {
    return this.info.mode !== 'view';
  }

  get isAdmin() {
    return this.info.mode === 'admin';
  }

  /** A field by its database column, if it is on the form at all. */
  field(name) {
    return this.controls.find((control) => control.fieldName === name && 'value' in control);
  }

  control(id) {
    return this.controls.find((control) => control.id === Number(id));
  }

  childrenOf(id) {
    return this.controls.filter((control) => control.parent === id);
  }

  /** Writes a field. `source` is the control that people typed into, which need not be told. */
  set(field, value, source = null) {
    if (sameValue(field.value, value)) return false;
    field.value = value;
    this.changedFields.add(field.fieldName);
    this.invalid.delete(field.fieldName);
    this.touch();
    this.emit('value', { field, source });
    return true;
  }

  setCell(index, column, value, source = null) {
    const row = this.rows[index];
    if (!row || sameValue(row.cells[column.fieldName], value)) return;
    row.cells[column.fieldName] = value;
    this.rowsChanged = true;
    this.touch();
    if (!source) this.emit('rows');
  }

  /** Adds an empty row; answers its index. */
  addRow() {
    this.rows.push({
      id: null,
      cells: Object.fromEntries(this.list.columns.map((c) => [c.fieldName, emptyValue(c)])),
    });
    this.rowsChanged = true;
    this.touch();
    this.emit('rows');
    return this.rows.length - 1;
  }

  removeRows(indexes) {
    this.rows = this.rows.filter((_, index) => !indexes.includes(index));
    this.rowsChanged = true;
    this.touch();
    this.emit('rows');
  }

  /** Adds a file that was uploaded. */
  addFile({ upload, name, size, category }) {
    this.files.push({ id: null, upload, name, size, category, isNew: true });
    this.touch();
    this.emit('files');
  }

  removeFile(file) {
    this.files = this.files.filter((other) => other !== file);
    if (file.id) this.deletedFiles.push(file.id);
    this.movedFiles.delete(file);
    this.touch();
    this.emit('files');
  }

  moveFile(file, category) {
    file.category = category;
    if (file.id) this.movedFiles.add(file);
    this.touch();
    this.emit('files');
  }

  setComment(comment) {
    this.comment = comment;
    this.touch();
  }

  /** Hides or shows a control until the form is opened again. */
  show(id, isShown) {
    if (isShown) this.hidden.delete(Number(id));
    else this.hidden.add(Number(id));
    this.emit('visibility');
  }

  enable(name, isEnabled) {
    if (isEnabled) this.disabled.delete(name);
    else this.disabled.add(name);
    this.emit('visibility');
  }

  /** Notes a change that people would lose. Nothing is lost where nothing can be saved. */
  touch() {
    if (!this.isEditing || this.isDirty) return;
    this.isDirty = true;
    this.emit('dirty');
  }

  /** Values of all fields, by database column, as the server takes them. */
  values() {
    return Object.fromEntries(
      this.controls
        .filter((control) => 'value' in control)
        .map((control) => [control.fieldName, control.value]),
    );
  }

  /** What is to be saved. */
  changes(path = null) {
    const fields = Object.fromEntries([...this.changedFields].map((name) => [name, this.field(name).value]));
    return {
      fields,
      rows: this.rowsChanged ? this.rows.map(({ id, cells }) => ({ id, cells })) : null,
      attachments: {
        add: this.files
          .filter((file) => file.isNew)
          .map(({ upload, name, category }) => ({ upload, name, category })),
        change: [...this.movedFiles].map(({ id, category }) => ({ id, category })),
        delete: this.deletedFiles,
      },
      comment: this.comment,
      path,
      admin: this.isAdmin,
      version: this.info.version,
    };
  }

  emit(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  on(type, listener, signal) {
    this.addEventListener(type, (event) => listener(event.detail), { signal });
  }
}

/** What an empty field or cell holds. */
export const emptyValue = ({ type }) => (['ChoiceList', 'ChoicePicker', 'People'].includes(type) ? [] : null);

/** Whether a field or cell holds nothing. */
export const isEmpty = (value) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const sameValue = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
