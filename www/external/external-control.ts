// Signing inside an External custom control: reads from the form what the component needs, tells the form how
// high it is, and keeps the form from moving on while a document is being sent.
//
// The control's configuration in Designer Studio is JSON:
//   { "proxy": "https://autenti.example.com",      the proxy's address
//     "ticketField": "AttText9",                   the form field that holds a ticket, or
//     "ticketUrl": "/api/udef/db/{db}/…/{element}", an address of the same origin that answers one
//     "statusField": "AttChoose1",                 the form field with the status, if there is one
//     "open": "same",                              Autenti opens in the same tab
//     "texts": { "pl": { "Send": "Wyślij" } } }    texts of the form's own, by language and name

import { takeLook } from "./look.ts";
import { NoAnswer, originAround, PortalConnection, type Verdict } from "./portal-connection.ts";
import { chooseLanguage, replaceTexts, text } from "./texts.ts";

/** What a designer wrote for the control. */
type Configuration = Record<"proxy" | "ticketField" | "ticketUrl" | "statusField" | "open" | "texts", unknown>;
/** What the form says of itself (facts: form in the browser, "Custom control (External)"); whatever is in it. */
interface FormInfo {
  formState?: { isNew?: unknown; isInEditMode?: unknown };
  currentForm?: { wfdId?: unknown };
  formMetadata?: { dbId?: unknown };
}
interface Context {
  language?: unknown;
}
interface SelfConfiguration {
  metadata?: { fieldName?: unknown; id?: unknown };
  config?: unknown;
}

const page = document.documentElement;
// The page has it.
const place = document.getElementById("signing") as HTMLElement;
const address = new URLSearchParams(location.search);
/**
 * What the portal calls this control's field. Without a name it is the first of its kind for some portals, and the first
 * field of all for others: then only a configuration that is one of ours is believed.
 */
const control = address.get("field") ?? address.get("control") ?? page.dataset.control ?? "";

let language = chooseLanguage(navigator.language);
/** The field of this control, once the form has told. */
let fieldName = control;
/** Whether there will be something to show once the form is saved. */
let awaitsSave = false;
/** How often it is looked whether a form that is being edited was saved. */
const LOOK_AGAIN_MS = 5000;
/** Since when a document is being sent, as the component says. */
let sendingSince: number | undefined;
/** The form is not held up for longer: whoever edits it would lose what they typed. */
const LONGEST_HOLD_MS = 60_000;

// In the file for what is said before the configuration is known.
replaceTexts(read(page.dataset.texts));

// What stands in the file wins: whoever frames the page chooses its address.
const origin = originAround(page.dataset.portal || address.get("portal"));
if (origin) {
  const portal = new PortalConnection(origin);
  portal.answerBy(() => verdict(portal));
  document.addEventListener("autenti-sending", ({ detail }) => {
    sendingSince = detail.running ? Date.now() : undefined;
    if (detail.running) portal.register(fieldName);
  });
  // Nobody knows how a sending goes on whose state cannot be read.
  document.addEventListener("autenti-error", () => (sendingSince = undefined));
  addEventListener("autenti-reload", reloadForm);
  takeLook();
  run(portal);
  // Nobody is told of a save who has not registered.
  setInterval(() => document.hidden || lookAgain(portal), LOOK_AGAIN_MS);
} else {
  say("ControlAlone");
}

async function run(portal: PortalConnection): Promise<void> {
  say("Loading");
  try {
    await show(portal);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    say("ControlSilent", () => run(portal));
  }
}

async function show(portal: PortalConnection): Promise<void> {
  const [context, form, self] = await Promise.all([
    portal.ask<Context>("GET_CONTEXT"),
    portal.ask<FormInfo>("GET_FORM_INFO"),
    portal.ask<SelfConfiguration>("GET_SELF_CONFIGURATION", control),
  ]);
  language = chooseLanguage(context?.language, navigator.language);
  page.lang = language;
  const configuration: Partial<Configuration> = read(self?.config);
  replaceTexts(configuration.texts);
  const proxy = textOf(configuration.proxy);
  const ticketField = textOf(configuration.ticketField);
  const ticketUrl = textOf(configuration.ticketUrl);
  const statusField = textOf(configuration.statusField);
  // Whoever frames this page answers in the form's place: only the portal that hosts it is asked for tickets.
  const ticketAddress = origin === location.origin ? ticketUrl : undefined;
  const isOurs = Boolean(proxy && (ticketField || ticketUrl));
  // Nameless, and what came is another field's: its height is none of ours.
  if (control || isOurs) {
    fieldName = textOf(self?.metadata?.fieldName) ?? control;
    followHeight(portal, textOf(self?.metadata?.id));
  }
  if (!proxy || !(ticketField || ticketAddress)) return say("ControlUnconfigured");
  const isNew = form?.formState?.isNew;
  const element = elementOf(form);
  if (!customElements.get("autenti-signing")) return say("ControlMissing", () => location.reload());
  awaitsSave = Boolean(isNew || !element);
  if (isNew || !element) return say("ControlUnsaved");
  const [ticket, status] = await Promise.all([
    // An empty one is an answer too: there is none to wait for.
    ticketAddress ? undefined : portal.read("getValue", ticketField).then((ticket) => textOf(ticket) ?? ""),
    statusField ? portal.read("getValue", statusField).then(textOf) : undefined,
  ]);
  const signing = document.createElement("autenti-signing");
  const attributes = {
    proxy,
    ticket,
    "ticket-url": ticketAddress?.replace("{db}", textOf(form?.formMetadata?.dbId) ?? "").replace("{element}", element),
    lang: language,
    status,
    mode: mode(form),
    open: textOf(configuration.open),
  };
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) signing.setAttribute(name, value);
  Object.assign(signing, { host: around(portal, signing) });
  place.replaceChildren(signing);
}

const mode = (form?: FormInfo | null) => (form?.formState?.isInEditMode ? "edit" : "view");

/** The instance's number; none while it has none, which may be called 0. */
function elementOf(form?: FormInfo | null): string | undefined {
  const element = form?.currentForm?.wfdId;
  return element ? textOf(element) : undefined;
}

/** Whether the form may be saved or moved on now. */
function verdict(portal: PortalConnection): Verdict {
  if (sendingSince !== undefined && Date.now() - sendingSince < LONGEST_HOLD_MS) return { isValid: false, message: text("ControlSending", language) };
  follow(portal);
  return true;
}

/** When to look at the form again after it was saved: nobody tells how long saving takes. */
const AFTER_SAVING_MS = [1500, 2000, 4000, 8000, 15_000];
let following = 0;

/** A form that keeps the frame while it saves has an id afterwards, and may be open to read and no more to edit. */
async function follow(portal: PortalConnection): Promise<void> {
  const turn = (following += 1);
  for (const wait of AFTER_SAVING_MS) {
    await new Promise((done) => setTimeout(done, wait));
    if (turn !== following) return;
    if (await hasChanged(portal)) return;
  }
}

/** Whether the form was saved since, or opened to read; then what is shown follows it. */
async function hasChanged(portal: PortalConnection): Promise<boolean> {
  const form = await portal.ask<FormInfo>("GET_FORM_INFO").catch(() => null);
  const signing = place.querySelector("autenti-signing");
  if (form && signing && signing.getAttribute("mode") !== mode(form)) {
    signing.setAttribute("mode", mode(form));
    return true;
  }
  if (!elementOf(form) || signing) return false;
  awaitsSave = false;
  await run(portal);
  return true;
}

/** Looks whether a form that waits for a save, or is being edited, was saved. */
function lookAgain(portal: PortalConnection): void {
  const isEdited = place.querySelector("autenti-signing")?.getAttribute("mode") === "edit";
  if (awaitsSave || isEdited) hasChanged(portal);
}

/** A ticket comes with the form around the frame, so that is what has to be loaded again. */
function reloadForm(event: Event): void {
  try {
    parent.location.reload();
    event.preventDefault();
  } catch {
    // A form of another origin cannot be reloaded from here; the frame can.
  }
}

/** The configuration as an object, whether it comes as one or as text; anything else has nothing in it. */
function read(configuration: unknown): object {
  if (typeof configuration !== "string") return isObject(configuration) ? configuration : {};
  try {
    const parsed: unknown = JSON.parse(configuration);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** What a text or a number says. The form may answer anything, and what is neither says nothing. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/**
 * The form around the frame, as the component asks a page. What the proxy writes while the form is open for editing is
 * put on it too, so that a save does not undo it.
 */
function around(portal: PortalConnection, signing: Element) {
  const text = async (name: string, ...values: unknown[]) => textOf(await portal.read(name, ...values)) ?? "";
  return {
    isPortal: () => true,
    isEditing: () => signing.getAttribute("mode") === "edit",
    value: (field: string) => text("getValue", field),
    setValue: (field: string, value: string) => portal.change("setValue", field, value, { forceOnReadonly: true }),
    countRows: async (list: number) => Number(await portal.read("subelementCountRows", list)) || 0,
    cell: (list: number, row: number, column: string) => text("getSubValue", list, row, column),
    setCell: (list: number, row: number, column: string, value: string) => portal.change("setSubValue", list, row, column, value, true),
  };
}

/** Room around an open dialog, and how much of the window it takes (`www/draw.ts`). */
const DIALOG_MARGIN = 48;
const DIALOG_PART = 0.5;
let isFollowed = false;

/**
 * The frame is as high as what stands in it, and an open dialog, which cannot leave the frame, has room. A portal calls the
 * field by its name, or by its name and number (facts: form in the browser, "Custom control (External)").
 */
function followHeight(portal: PortalConnection, id?: string): void {
  if (isFollowed) return;
  isFollowed = true;
  let told = 0;
  const tell = () => {
    const dialog = place.querySelector("autenti-signing")?.shadowRoot?.querySelector("dialog[open]");
    // Its middle scrolls where there is no room; with room it has its whole height.
    const middle = dialog?.querySelector(".dialog-body");
    const hidden = middle ? middle.scrollHeight - middle.clientHeight : 0;
    const room = (outerHeight || screen.availHeight) * DIALOG_PART;
    const needed = dialog ? Math.min(dialog.scrollHeight + hidden, room) + DIALOG_MARGIN : 0;
    const height = Math.ceil(Math.max(place.getBoundingClientRect().height, needed));
    if (height === told) return;
    told = height;
    portal.tell("SET_CONTROL_HEIGHT", fieldName, height);
    if (id !== undefined) portal.tell("SET_CONTROL_HEIGHT", `${fieldName}_${id}`, height);
  };
  new ResizeObserver(tell).observe(place);
  const dialogs = new MutationObserver(tell);
  new MutationObserver(() => {
    const inside = place.querySelector("autenti-signing")?.shadowRoot;
    if (inside) dialogs.observe(inside, { subtree: true, childList: true, attributeFilter: ["open"] });
  }).observe(place, { childList: true });
}

/** A calm line instead of the panel, with a way on if there is one. */
function say(key: string, retry?: () => void): void {
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  line.textContent = text(key, language);
  place.replaceChildren(line);
  if (!retry) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text("TryAgain", language);
  button.addEventListener("click", retry);
  place.append(button);
}
