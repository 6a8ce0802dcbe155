// The page around the component: what can be learnt from it, and how surely. Everything is asked anew each time,
// because a form changes under the component: it is opened for editing, saved, and left for another instance
// without the page being loaded again. (Facts: form in the browser, "Globals about form, user, language".)
//
// On a page that is no portal's none of the names is there, and nothing is known.

export const host = {
  /** The number of the instance that the form shows. A new one has none: `"0#"` before 2024, null since. */
  instance() {
    const id = String(window.G_WFELEM ?? "").split("#")[0].trim();
    return id && id !== "0" ? id : undefined;
  },

  /** Whether the form is open for editing. Older portals say so with a number or a word. */
  isEditing: () => /^(1|true)$/i.test(String(window.G_EDITVIEW ?? "")),

  /** Whether this is a portal that has not yet said which instance it shows. */
  isUnsettled: () => window.initModel !== undefined && window.G_WFELEM === undefined,
};

/** Two letters of the portal's language, then of what the portal takes for the browser's. */
export const languages = () => [window.initModel?.userLang, window.G_BROWSER_LANGUAGE, navigator.language];
