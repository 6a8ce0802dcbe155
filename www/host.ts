// What the portal's page says of itself. Only what is needed before the wasm is there; the rest asks `src/host`.

declare global {
  interface Window {
    initModel?: { userLang?: unknown };
    G_WFELEM?: unknown;
    G_BROWSER_LANGUAGE?: unknown;
  }
}

export const host = {
  /** The number of the instance that the form shows. A new one has none: `"0#"` before 2024, null since. */
  instance(): string | undefined {
    const id = String(window.G_WFELEM ?? "").split("#")[0]?.trim();
    return id && id !== "0" ? id : undefined;
  },

  /** Whether this is a portal that has not yet said which instance it shows. */
  isUnsettled: (): boolean => window.initModel !== undefined && window.G_WFELEM === undefined,
};

/** Two letters of the portal's language, then of what the portal takes for the browser's. */
export const languages = (): unknown[] => [window.initModel?.userLang, window.G_BROWSER_LANGUAGE, navigator.language];
