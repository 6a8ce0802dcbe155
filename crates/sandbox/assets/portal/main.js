// Starts the portal: reads the session, puts up the frame, shows the page of the address.

import { installFormApi } from './form-api/install.js';
import { showFrame } from './frame.js';
import { startRouter } from './router.js';
import { session } from './session.js';
import { homePage } from './home-page.js';
import { tasksPage } from './tasks-page.js';
import { elementPage, startPage } from './form/form-page.js';

// facts: WEBCON form, globals. Made before any script of a form runs.
window.initModel = session;
installFormApi();

const main = showFrame();
startRouter(main, [
  { pattern: /^\/$/, page: homePage },
  { pattern: /^\/tasks$/, page: tasksPage },
  {
    pattern: /^\/tasks\/db\/(?<db>\d+)\/element\/(?<id>\d+)\/form(?:\/(?<mode>edit|admin))?$/,
    page: tasksPage,
  },
  {
    pattern: /^\/db\/(?<db>\d+)\/app\/(?<app>\d+)\/element\/(?<id>\d+)\/form(?:\/(?<mode>edit|admin))?$/,
    page: elementPage,
  },
  {
    pattern: /^\/db\/(?<db>\d+)\/app\/(?<app>\d+)\/start\/wf\/(?<wf>\d+)\/dt\/(?<dt>\d+)\/form$/,
    page: startPage,
  },
  { pattern: /^\/embed\/form\/db\/(?<db>\d+)\/element\/(?<id>\d+)\/form$/, page: elementPage },
]);
