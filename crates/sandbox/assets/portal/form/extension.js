// A form field extension: a React component out of a package replaces the control of one field.
//
// facts: WEBCON form, form field extension. The package's `component.js` is an IIFE that puts its component under
// the solution's id; React, and `webcon.createElement` for its JSX, come from the portal. The model is the bare
// value before 2023 R3 (`legacy`) and `{ value }` since (`value`). Where the package is wrong the field says so and
// the form goes on; how the portal says it is inferred.

import { h } from '../dom.js';
import { text } from '../texts.js';

const loading = new Map();

/** Loads a script of the portal's own once. */
function loadScript(address) {
  if (!loading.has(address)) {
    const loaded = new Promise((resolve, reject) => {
      const script = h('script', { src: address });
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${address} cannot be loaded`));
      document.head.append(script);
    });
    loading.set(address, loaded);
    loaded.catch(() => loading.delete(address));
  }
  return loading.get(address);
}

/** Loads React and the files of the package; answers what the package registered. */
async function load({ react, files, solutionId, base }) {
  window.webcon.customControls ??= { components: {}, emptyValueValidators: {}, additionalValidators: {} };
  await loadScript(react);
  window.webcon.createElement = createElement;
  if (files.includes('bundle.css') && !document.querySelector(`link[href="${base}bundle.css"]`)) {
    document.head.append(h('link', { rel: 'stylesheet', href: `${base}bundle.css` }));
  }
  for (const file of ['component.js', 'emptyValueValidator.js', 'additionalValidator.js']) {
    if (files.includes(file)) await loadScript(base + file);
  }
  const { components, emptyValueValidators, additionalValidators } = window.webcon.customControls;
  const Component = components[solutionId];
  if (!Component) throw new Error(`component.js registers nothing under ${solutionId}`);
  return {
    Component,
    hasValue: emptyValueValidators[solutionId],
    validate: additionalValidators[solutionId],
  };
}

/** React's own, but that pictures of the package are found. */
function createElement(type, properties, ...children) {
  const isAsset = type === 'img' && /^assets\//.test(properties?.src ?? '');
  const base = window.webcon.customControls.assetsOf;
  const given = isAsset ? { ...properties, src: base?.(properties.src) ?? properties.src } : properties;
  return window.React.createElement(type, given, ...children);
}

const SHAPES = {
  value: {
    model: (value) => ({ value: value ?? '' }),
    value(model) {
      if (model === null || typeof model !== 'object' || !('value' in model)) throw wrongModel(model);
      return model.value;
    },
  },
  legacy: {
    model: (value) => value ?? '',
    value(model) {
      if (typeof model !== 'string') throw wrongModel(model);
      return model;
    },
  },
};

const wrongModel = (model) => new TypeError(`Not a model of this field: ${JSON.stringify(model)}`);

/** Makes the field; it follows the form until the signal says that it is gone. */
export function makeExtension(form, control, signal) {
  const { extension } = control;
  const place = h('div', { class: extension ? `component_${extension.solutionId.replaceAll('-', '_')}` : '' });
  const element = h(
    'div',
    { class: 'field field--extension', id: control.fieldName, 'data-control-id': control.id },
    h('span', { class: 'field__label' }, control.name),
    place,
  );
  const showState = () => (element.hidden = form.hidden.has(control.id));
  showState();
  form.on('visibility', showState, signal);
  if (!extension) {
    place.append(h('p', { class: 'message message--info' }, text('noExtension')));
    return element;
  }
  const shape = SHAPES[extension.model];
  const fail = (error) => {
    console.error('[ERROR] A form field extension failed', error);
    place.replaceChildren(h('p', { class: 'message message--error', role: 'alert' }, text('extension_failed')));
  };
  load(extension).then((loaded) => {
    if (signal.aborted) return;
    window.webcon.customControls.assetsOf = (name) =>
      extension.base + (extension.files.find((file) => file.replace(/\.[^.]+$/, '') === name) ?? name);
    show(form, control, { ...loaded, shape, place, fail }, signal);
  }, fail);
  return element;
}

function show(form, control, { Component, hasValue, validate, shape, place, fail }, signal) {
  const { React } = window;
  const properties = () => ({
    fieldConfiguration: {
      displayName: control.name,
      description: '',
      isRequired: control.required,
      editMode: control.editMode,
      isNew: form.info.isNew,
      isAdmin: form.isAdmin,
      isDisabled: form.disabled.has(control.fieldName),
    },
    model: shape.model(control.value),
    sdkConfiguration: control.extension.configuration,
  });
  const onChange = (model) => form.set(control, shape.value(model));
  const render = renderer(place);
  const draw = () =>
    render(React.createElement(boundary(fail), null, React.createElement(Component, { ...properties(), onChange })));
  draw();
  form.on('value', ({ field }) => field === control && draw(), signal);
  form.on('visibility', draw, signal);
  signal.addEventListener('abort', () => render(null));

  // What is wrong keeps the form from being saved; an empty field matters where it is required.
  const check = () => {
    if (hasValue && control.required && !hasValue(properties())) return text('required_fields', control.name);
    const { isValid = true, errorMessage = '' } = validate?.(properties()) ?? {};
    return isValid ? null : errorMessage || text('control_objects');
  };
  form.extensionChecks.add(check);
  signal.addEventListener('abort', () => form.extensionChecks.delete(check));
}

/** Draws into the place, nothing to take it away; React 19 knows roots only, older portals the call before them. */
function renderer(place) {
  const { ReactDOM } = window;
  if (ReactDOM.render) {
    return (element) =>
      element === null ? ReactDOM.unmountComponentAtNode(place) : ReactDOM.render(element, place);
  }
  const root = ReactDOM.createRoot(place);
  return (element) => (element === null ? root.unmount() : root.render(element));
}

/** facts: WEBCON form, form field extension: rendered inside an error boundary. */
function boundary(fail) {
  fail.boundary ??= class extends window.React.Component {
    state = { failed: false };
    static getDerivedStateFromError() {
      return { failed: true };
    }
    componentDidCatch(error) {
      // React still holds the place; it is given back before something else is put there.
      setTimeout(() => fail(error));
    }
    render() {
      return this.state.failed ? null : this.props.children;
    }
  };
  return fail.boundary;
}
