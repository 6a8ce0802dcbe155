// What leads out of the page: Autenti's own page, in a tab or in this one, and files that people save.

/** A tab that waits for an address. */
export interface Tab {
  /** Sends the tab on, without telling Autenti which form it comes from; answers whether it is still there. */
  go(url: string): boolean;
  close(): void;
}

/**
 * A new tab that has no way back into this page, with a line of text until its address is known; none where the browser
 * blocks it.
 */
export function openTab(words: string, language: string): Tab | undefined {
  const tab = window.open("about:blank", "_blank");
  if (!tab) return undefined;
  try {
    tab.opener = null;
    const { body, documentElement } = tab.document;
    tab.document.title = words;
    documentElement.lang = language;
    body.textContent = words;
    body.style.cssText = "font:16px system-ui,sans-serif;margin:20vh auto;text-align:center";
  } catch {
    // Where it is none of ours already, it needs no text.
  }
  return {
    go(url) {
      if (tab.closed) return false;
      try {
        follow(tab.document, { href: url, rel: "noreferrer" });
      } catch {
        // The person went elsewhere in it meanwhile.
        tab.location.href = url;
      }
      return true;
    },
    close: () => tab.close(),
  };
}

/** Leaves this page for the address, also from a frame in it, without telling Autenti which form it comes from. */
export const leaveFor = (url: string): void => follow(document, { href: url, target: "_top", rel: "noreferrer" });

/** Some browsers read a file only some time after the click. */
const READ_WITHIN_MS = 60_000;

/** Saves the file that the answer holds. */
export async function save(answer: Response, name: string): Promise<void> {
  const address = URL.createObjectURL(await answer.blob());
  follow(document, { href: address, download: name });
  setTimeout(() => URL.revokeObjectURL(address), READ_WITHIN_MS);
}

function follow(document: Document, link: Partial<HTMLAnchorElement>): void {
  Object.assign(document.createElement("a"), link).click();
}
