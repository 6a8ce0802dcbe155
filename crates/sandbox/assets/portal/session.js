// Who is signed in, in which language and theme, as the server wrote it into the page.

/** `window.initModel`; what is under `sandbox` is this stand-in's own. */
export const session = JSON.parse(document.body.dataset.initModel);
delete document.body.dataset.initModel;

/** `en`, `pl` or `de`. */
export const language = session.userLang.slice(0, 2);

/** Whether the page stands in an iframe or a side bar, without the portal's frame. */
export const isEmbedded = () => location.pathname.startsWith('/embed/');

/**
 * Whether the form is shown in its compact shape, as in the preview side bar
 * (facts: WEBCON form, read-only/preview and mobile).
 */
export const isCompact = () => new URLSearchParams(location.search).get('insidebar') === 'true';

/** Address of an instance's form in the preview side bar. */
export const previewAddress = (id) => `/embed/form/db/${session.sandbox.db}/element/${id}/form?insidebar=true`;

/** Address of an instance's form. */
export const formAddress = (id) => `/db/${session.sandbox.db}/app/${session.sandbox.app}/element/${id}/form`;

/** Address of a new instance's form. */
export const startAddress = () => {
  const { db, app, workflow, formType } = session.sandbox;
  return `/db/${db}/app/${app}/start/wf/${workflow}/dt/${formType}/form`;
};
