// Signing as a form field extension: `<autenti-signing>` in place of a field's own control.
//
// The portal runs this script, takes the component that it registers, and draws it with its own React (facts: WEBCON form,
// "Form field extension"). The package has no place for other files, so the component is loaded from the proxy.
//
// The extension's configuration in Designer Studio is JSON:
//   { "proxy": "https://autenti.example.com",       the proxy's address
//     "ticketRule": 12,                             number of a business rule that answers a ticket, and
//     "ticketRuleName": "Autenti ticket (ID:12)",   what the portal calls it, or
//     "ticketUrl": "/api/udef/db/{db}/…/{element}", an address of the same origin that answers one
//     "statusField": "AttChoose1",                  the form field with the status; else the field's own value
//     "open": "same",                               Autenti opens in the same tab
//     "texts": { "pl": { "Send": "Wyślij" } },      texts of the form's own, by language and name
//     "fallback": "Signing is shown here." }        what is read where nothing can be loaded

import { chooseLanguage, replaceTexts, text } from "../external/texts.ts";

/** What a designer wrote. */
interface Configuration {
  proxy?: string;
  ticketRule?: number | string;
  ticketRuleName?: string;
  ticketUrl?: string;
  statusField?: string;
  open?: string;
  texts?: unknown;
  fallback?: string;
}

/** What the portal says of the field: the value alone before 2023 R3, an object around it since. */
type Model = string | null | { value?: unknown };

interface Properties {
  fieldConfiguration?: { editMode?: "Edit" | "ReadOnly" | "ReadOnlyHtml"; isDisabled?: boolean; isNew?: boolean };
  model?: Model;
  sdkConfiguration?: Configuration | string | null;
}

interface React {
  useEffect(effect: () => void | (() => void), on: unknown[]): void;
  useRef<T>(first: T | null): { current: T | null };
}

declare global {
  interface Window {
    React: React;
    GetValue?: (field: string) => string | undefined;
  }
}
/** What the portal puts around packages. */
interface Portal {
  createElement(type: unknown, properties: object | null, ...children: unknown[]): unknown;
  customControls: { components: Record<string, (properties: Properties) => unknown> };
}

const portal = () => window.webcon as unknown as Portal;
const language = () => chooseLanguage(window.initModel?.userLang, window.G_BROWSER_LANGUAGE, navigator.language);

portal().customControls.components[SOLUTION_ID] = FormField;

/** The field: a place that the element is put into. React is given nothing of ours to draw, so it never takes it apart. */
function FormField(properties: Properties): unknown {
  const place = window.React.useRef<HTMLElement>(null);
  const attributes = attributesOf(properties);
  window.React.useEffect(() => {
    if (!place.current) return;
    return mount(place.current, attributes, configuration(properties));
  }, [JSON.stringify(attributes)]);
  return portal().createElement("div", { ref: place, className: "autenti-extension" });
}

/** What the designer wrote, as an object or as its text. */
function configuration({ sdkConfiguration }: Properties): Configuration {
  if (typeof sdkConfiguration !== "string") return sdkConfiguration ?? {};
  try {
    const read: unknown = JSON.parse(sdkConfiguration);
    return typeof read === "object" && read !== null ? read : {};
  } catch {
    return {};
  }
}

/** The value that both generations of the model hold. */
const valueOf = (model: Model | undefined): string =>
  String((typeof model === "object" && model !== null ? model.value : model) ?? "");

/** The element's attributes; null where it is not to be shown. */
function attributesOf(properties: Properties): Record<string, string> | null {
  const { proxy, ticketRule, ticketRuleName, ticketUrl, statusField, open } = configuration(properties);
  if (!proxy || !(ticketRule || ticketUrl)) return null;
  const { editMode, isDisabled } = properties.fieldConfiguration ?? {};
  const wanted: Record<string, unknown> = {
    proxy,
    "ticket-rule": ticketUrl ? undefined : ticketRule,
    "ticket-rule-name": ticketUrl ? undefined : ticketRuleName,
    "ticket-url": ticketUrl && filled(ticketUrl),
    status: (statusField && window.GetValue?.(statusField)) || valueOf(properties.model),
    lang: language(),
    open,
    // A field can be read-only on a form that is being edited: only the other way round is told by the field.
    mode: editMode === "Edit" && !isDisabled ? "edit" : undefined,
  };
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

/** The address with what the form says of itself: the page's own address has the database, a global the instance. */
function filled(address: string): string {
  const element = String(window.G_WFELEM ?? "").split("#")[0] ?? "";
  const database = /\/db\/(\d+)\//.exec(location.pathname)?.[1] ?? "";
  return address.replace("{db}", database).replace("{element}", element);
}

/** Puts the element there; the answer takes it away again. */
function mount(
  place: HTMLElement,
  attributes: Record<string, string> | null,
  { fallback, texts }: Configuration,
): () => void {
  replaceTexts(texts);
  const say = (words: string) => place.append(Object.assign(document.createElement("p"), { textContent: words }));
  if (!attributes?.proxy) {
    say(text("ControlUnconfigured", language()));
  } else {
    const signing = document.createElement("autenti-signing");
    for (const [name, value] of Object.entries(attributes)) signing.setAttribute(name, value);
    const note = document.createElement("p");
    note.slot = "fallback";
    note.textContent = fallback ?? [text("Loading", language()), attributes.status].filter(Boolean).join(" ");
    signing.append(note);
    place.append(signing);
    load(attributes.proxy).then(
      // The component was not there before.
      () => replaceTexts(texts),
      () => (note.textContent = fallback ?? text("ControlMissing", language())),
    );
  }
  return () => place.replaceChildren();
}

/** Loads the component from the proxy, unless the page has it. */
function load(proxy: string): Promise<void> {
  if (customElements.get("autenti-signing")) return Promise.resolve();
  const src = `${proxy.replace(/\/+$/, "")}/assets/autenti-form.js`;
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src, crossOrigin: "anonymous" });
    script.onload = () => resolve();
    script.onerror = () => {
      script.remove();
      reject(new Error(`${src} cannot be loaded`));
    };
    document.head.append(script);
  });
}
