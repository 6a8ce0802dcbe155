// Who is signed in, in which language and theme, as the server wrote it into the page.

/** `window.initModel`; what is under `sandbox` is this stand-in's own. */
export const session = JSON.parse(document.body.dataset.initModel);
delete document.body.dataset.initModel;

/** `en` or `pl`. */
export const language = session.userLang.slice(0, 2);

/** Whether the page stands in an iframe or a side bar, without the portal's frame. */
export const isEmbedded = () => location.pathname.startsWith('/embed/');

/** Address of an instance's form. */
export const formAddress = (id) => `/db/${session.sandbox.db}/app/${session.sandbox.app}/element/${id}/form`;

/** Address of a new instance's form. */
export const startAddress = () => {
  const { db, app, workflow, formType } = session.sandbox;
  return `/db/${db}/app/${app}/start/wf/${workflow}/dt/${formType}/form`;
};
