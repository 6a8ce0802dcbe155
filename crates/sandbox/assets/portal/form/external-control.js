// The External custom control: somebody else's page in a frame, which works on the form by messages.
//
// facts: WEBCON form, custom control (External), wire protocol, and corrections for the runtime of 2020, which the
// setting `externalControls: "recorded"` follows to the letter. What the runtime answers where a call fails, and
// what it does when a control says nothing within five seconds, is inferred: nothing, and it does not save.

import { h } from '../dom.js';
import { session } from '../session.js';
import { text } from '../texts.js';
import { uploadFile } from '../server.js';

const MESSAGE = 'CUSTOM_FORM_MESSAGE';
const ANSWER_WITHIN_MS = 5000;
/** What a control can ask to be told, and the message that tells it. */
const EVENTS = {
  ON_SAVED_EVENT: 'ON_SAVE_EXTERNAL_EVENT',
  ON_PATH_TRAVERSAL_EVENT: 'ON_PATH_TRAVERSAL_EXTERNAL_EVENT',
};

/** Makes the frame, and answers what the page in it asks, until the signal says that it is gone. */
export function makeExternalControl(form, control, signal) {
  const frame = h('iframe', { class: 'external-control', src: control.source, title: control.name });
  const element = h(
    'div',
    { class: 'field field--external', id: control.fieldName, 'data-control-id': control.id },
    frame,
  );
  const showState = () => (element.hidden = form.hidden.has(control.id));
  showState();
  form.on('visibility', showState, signal);

  const channel = { form, frame, control };
  window.addEventListener(
    'message',
    (event) => {
      // The runtime looks at the type alone, and at the sender's origin only to answer it.
      // The recorded one listens to whoever says it; a second frame would be heard by both controls.
      const isHeard = isRecorded(form) || event.source === frame.contentWindow;
      if (!isHeard || event.data?.type !== MESSAGE) return;
      if (event.data.action === 'REGISTER_EVENT') register(channel, event, signal);
      else answer(channel, event);
    },
    { signal },
  );
  return element;
}

async function answer(channel, { data, source, origin }) {
  const act = ACTIONS[data.action];
  if (!act) {
    console.warn(`[WARN] No action ${data.action} for external controls`);
    return;
  }
  let value;
  try {
    value = await act(channel, ...(data.params ?? []));
  } catch (error) {
    console.error(`[ERROR] ${data.action} of an external control failed`, error);
  }
  if (SILENT.has(data.action)) return;
  source?.postMessage({ type: MESSAGE, action: data.action, key: data.key, value }, origin);
}

/** Actions that get no reply. */
const SILENT = new Set(['SET_CONTROL_HEIGHT', 'ADD_ATTACHMENT']);

const ACTIONS = {
  /** Any function of the form's API, its name in camel case. */
  JS_API_CALL(_channel, { function: name }, ...args) {
    const api = window[name[0].toUpperCase() + name.slice(1)];
    if (!/^[a-z]\w*$/.test(name) || !Object.hasOwn(window, name[0].toUpperCase() + name.slice(1))) {
      throw new TypeError(`${name} is no function of the form`);
    }
    return api(...args);
  },

  GET_CONTEXT: () => ({
    language: session.userLang,
    userLogin: session.user.login,
    userName: session.user.name,
  }),

  GET_FORM_INFO({ form }) {
    const { info } = form;
    const { G_PROC, G_WF, G_DOCTYPE, G_WFSTEP, G_WFSTEPFORMID } = form.model.globals;
    const id = (pair) => Number(String(pair).split('#')[0]);
    return {
      formMetadata: {
        application: info.app,
        dbId: info.db,
        docType: id(G_DOCTYPE),
        process: id(G_PROC),
        stepForm: G_WFSTEPFORMID,
        subDocType: null,
        workflow: id(G_WF),
        step: id(G_WFSTEP),
      },
      formState: {
        isInEditMode: form.isEditing,
        isAdminMode: form.isAdmin,
        isArchiveMode: false,
        isNew: info.isNew,
      },
      currentForm: {
        author: info.author,
        modifier: info.modifiedBy,
        signature: info.number,
        wfdId: info.id,
        parentWfdId: null,
      },
    };
  },

  GET_SELF_CONFIGURATION: ({ form, control }, prefix = '') => describe(form, find(form, prefix, control)),
  GET_CONTROL_CONFIGURATION: ({ form, control }, prefix = '') => describe(form, find(form, prefix, control)),

  SET_CONTROL_HEIGHT({ form, frame, control }, fieldName, height) {
    const isMeant = isRecorded(form) ? keyOf(control) === fieldName : fieldName === control.fieldName;
    if (!isMeant) return;
    frame.style.height = typeof height === 'number' ? `${height}px` : height;
  },

  async ADD_ATTACHMENT({ form }, part, name, type, category = null) {
    const file = new Blob([part], { type });
    const { upload, size } = await uploadFile(form.where.db, file);
    form.addFile({ upload, name, size, category: category === null ? null : Number(category) });
  },
};

/**
 * Whether the portal does what the runtime of 2020 is recorded to do (facts: WEBCON form, corrections), and not
 * what a kind one would.
 */
const isRecorded = (form) => form.model.externalControls === 'recorded';

/** What the recorded runtime calls a control. */
const keyOf = ({ fieldName, type, id }) => `${fieldName || type}_${id}`;

/**
 * The control whose field name begins like this. An empty name is this control for a kind portal; the recorded
 * one takes the first control of all, whatever it is.
 */
function find(form, prefix, own) {
  if (isRecorded(form)) return form.controls.find((control) => keyOf(control).startsWith(prefix));
  const candidates = form.controls.filter(({ type }) => type === 'ExternalControl');
  return candidates.includes(own) && own.fieldName.startsWith(prefix)
    ? own
    : candidates.find(({ fieldName }) => fieldName.startsWith(prefix));
}

const describe = (form, control) =>
  control && {
    metadata: {
      displayName: control.name,
      editMode: control.editMode,
      fieldName: isRecorded(form) ? keyOf(control) : control.fieldName,
      id: control.id,
      isVisible: true,
      isRequired: false,
    },
    config: control.config,
  };

/** Notes that the page wants to be asked. */
function register({ form }, { data: { eventType, id }, source, origin }, signal) {
  if (!Object.hasOwn(EVENTS, eventType)) {
    console.warn(`[WARN] No event ${eventType} for external controls`);
    return;
  }
  const validator = { eventType, id, source, origin };
  if (isRecorded(form)) {
    // The same id replaces what it registered before; nothing else ever takes a validator away, not even
    // that its frame is gone. They outlive the form that is open.
    const key = `${eventType} ${id}`;
    remembered.set(key, validator);
    return;
  }
  form.validators.add(validator);
  signal.addEventListener('abort', () => form.validators.delete(validator));
}

/** Who registered, where the portal never forgets. */
const remembered = new Map();

/**
 * Asks the pages in frames whether the form may be saved, or take a path. Answers null if nobody objects, or
 * else what the objection says, which may be nothing.
 */
export async function askValidators(form, takesPath) {
  const wanted = takesPath ? 'ON_PATH_TRAVERSAL_EVENT' : 'ON_SAVED_EVENT';
  const known = isRecorded(form) ? remembered.values() : form.validators;
  const asked = [...known].filter(({ eventType }) => eventType === wanted);
  const verdicts = await Promise.all(asked.map(ask));
  return verdicts.find((verdict) => verdict !== null) ?? null;
}

function ask({ eventType, id, source, origin }) {
  return new Promise((resolve) => {
    const heard = new AbortController();
    const end = (verdict) => {
      heard.abort();
      clearTimeout(timer);
      resolve(verdict);
    };
    const timer = setTimeout(() => end(text('control_silent')), ANSWER_WITHIN_MS);
    window.addEventListener(
      'message',
      ({ data }) => {
        if (data?.type !== 'VALIDATION_CALLBACK' || data.id !== id) return;
        const { value } = data;
        const isValid = typeof value === 'object' ? value?.isValid : value;
        end(isValid ? null : (value?.message ?? ''));
      },
      { signal: heard.signal },
    );
    // A frame that is gone hears nothing, and the form waits for it all the same.
    source?.postMessage({ type: EVENTS[eventType] }, origin);
  });
}
