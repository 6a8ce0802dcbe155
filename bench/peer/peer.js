// What the component is measured against: the same panel as a custom element written by hand. It reads the signing,
// draws it once, and does nothing else.
//
// STYLESHEET and TEXTS (by language and name) are put in by `cargo xtask bench`.

const SVG = "http://www.w3.org/2000/svg";
const RING = "M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 1 0 0-12.5";
const CLOCK = `${RING}M8 4.5V8l2.25 1.5`;
const CHECK = "M3.25 8.5l3.25 3.25 6.25-7.25";
const CROSS = "M4.25 4.25l7.5 7.5M11.75 4.25l-7.5 7.5";
const PEN = "M2.75 13.25l.75-3.25 7.25-7.25 2.5 2.5L6 12.5zM9.25 4.25l2.5 2.5";
const DOCUMENT = "M3.75 1.75h5.5l3 3v9.5h-8.5zM9.25 1.75v3h3";

const DOCUMENT_STATUS = { PROCESSING: ["StatusProcessing", CLOCK], COMPLETED: ["StatusCompleted", CHECK], REJECTED: ["StatusRejected", CROSS] };
const RECIPIENT_STATUS = {
  NONE: ["PersonLater", RING, "waits"],
  PENDING: ["PersonToSign", CLOCK, "now"],
  COMPLETED: ["PersonSigned", CHECK, "done"],
  REJECTED: ["PersonNotSigned", CROSS, "failed"],
};
const ROLE = { SIGNER: "RoleSigner", APPROVER: "RoleApprover", REVIEWER: "RoleReviewer", VIEWER: "RoleViewer" };
const SIGNATURE = { BASIC: "SignatureBasic", QUALIFIED: "SignatureQualified", ADVANCED: "SignatureAdvanced" };

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLESHEET);

function node(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  made.append(...children.filter(Boolean));
  return made;
}

function icon(line) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", line);
  svg.append(path);
  return svg;
}

const badge = (status, line, label) => node("span", { class: "badge", part: "badge", "data-status": status }, icon(line), label);
const name = ({ firstName, lastName, email }) => `${firstName} ${lastName}`.trim() || email;

class PeerSigning extends HTMLElement {
  #times = [];

  connectedCallback() {
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    const status = this.getAttribute("status");
    const known = DOCUMENT_STATUS[status];
    if (status) shadow.append(badge(status, known?.[1] ?? RING, known ? this.text(known[0]) : status));
    this.read();
  }

  get language() {
    return TEXTS[this.lang] ? this.lang : "en";
  }

  text(name, values = {}) {
    return TEXTS[this.language][name].replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  }

  async read() {
    const headers = { Authorization: `Bearer ${this.getAttribute("ticket")}`, "Accept-Language": this.language };
    const answer = await fetch(`${this.getAttribute("proxy")}/v1/signing`, { headers });
    this.draw(await answer.json());
    requestIdleCallback(() => this.tellTimes());
  }

  draw(signing) {
    const [label, line] = DOCUMENT_STATUS[signing.status];
    const head = node(
      "div",
      { class: "head" },
      node("h3", { class: "title" }, signing.title),
      badge(signing.status, line, this.text(label)),
    );
    const acting = signing.recipients.filter(({ role }) => role !== "VIEWER");
    const signed = acting.filter(({ status }) => status === "COMPLETED").length;
    const awaited = acting.filter(({ status, me }) => status === "PENDING" && !me).map(name).join(", ");
    const summary = [this.text("SignedCount", { n: signed, of: acting.length })];
    if (awaited) summary.push(this.text("WaitingFor", { names: awaited }));
    const recipients = [...signing.recipients].sort((one, other) => (one.order ?? Infinity) - (other.order ?? Infinity));
    const files = signing.files.map((file) => node("li", {}, icon(DOCUMENT), node("span", {}, file.name)));
    const panel = node(
      "section",
      { class: "panel", part: "panel", tabindex: "-1", lang: this.language, translate: "no", "aria-label": this.text("PanelName") },
      head,
      node("p", { class: "summary" }, summary.join(" · ")),
      node(
        "ol",
        { class: "recipients ordered", part: "recipients", role: "list", "aria-label": this.text("Recipients") },
        ...recipients.map((recipient) => this.row(recipient, signing)),
      ),
      node("ul", { class: "files", part: "files", role: "list", "aria-label": this.text("Files") }, ...files),
      signing.can.includes("withdraw") &&
        node("div", { class: "bar", part: "toolbar" }, this.button("Withdraw", "danger subtle", { "aria-haspopup": "dialog" })),
      node("details", { class: "history" }, node("summary", {}, this.text("History"))),
      node("div", { class: "foot" }, node("span", { class: "hint times" }, this.time(signing.readAt, "ReadAgo")), this.button("Refresh", "subtle small")),
    );
    const live = node("div", { class: "unseen", role: "status", "aria-live": "polite" });
    this.shadowRoot.replaceChildren(panel, live);
  }

  row(recipient, { can }) {
    const [label, line, position] = RECIPIENT_STATUS[recipient.status];
    const mark = { COMPLETED: icon(CHECK), REJECTED: icon(CROSS), PENDING: icon(PEN) }[recipient.status] ?? recipient.order ?? "";
    const facts = [this.text(ROLE[recipient.role])];
    if (recipient.role === "SIGNER" && recipient.signatureType) facts.push(this.text(SIGNATURE[recipient.signatureType]));
    if (recipient.order != null) facts.push(this.text("PlaceInOrder", { n: recipient.order }));
    const remind =
      recipient.canRemind &&
      can.includes("remind") &&
      this.button("Remind", "small", { "aria-label": this.text("RemindNamed", { name: name(recipient) }) });
    return node(
      "li",
      { class: "row", part: "row", "data-position": position },
      node("span", { class: "mark", "aria-hidden": "true" }, mark),
      node(
        "div",
        { class: "who" },
        node("div", { class: "name" }, node("span", {}, name(recipient))),
        node("div", { class: "facts" }, facts.join(" · ")),
        node("div", { class: "facts" }, recipient.email),
        recipient.remindedAt && node("div", { class: "facts" }, this.time(recipient.remindedAt, "RemindedAgo")),
      ),
      node("div", { class: "side" }, badge(recipient.status, line, this.text(recipient.role === "VIEWER" ? "PersonInformed" : label)), remind),
    );
  }

  button(label, look, attributes = {}) {
    return node("button", { type: "button", class: `button ${look}`, part: "button", ...attributes }, this.text(label));
  }

  /** A time whose words follow when the page is idle. */
  time(at, sentence) {
    const time = node("time", { datetime: at });
    this.#times.push([time, sentence]);
    return time;
  }

  tellTimes() {
    const locale = this.language === "en" ? "en-GB" : this.language;
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
    const exact = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });
    for (const [time, sentence] of this.#times) {
      const at = new Date(time.dateTime);
      const seconds = Math.max(0, (Date.now() - at) / 1000);
      const [length, unit] = [[86_400, "day"], [3_600, "hour"], [60, "minute"], [Infinity, "second"]].find(
        ([length]) => seconds >= length || length === Infinity,
      );
      time.title = exact.format(at);
      time.textContent = this.text(sentence, { when: relative.format(-Math.floor(seconds / length), unit) });
    }
  }
}

customElements.define("autenti-signing", PeerSigning);
