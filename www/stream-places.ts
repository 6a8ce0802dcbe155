// How many event streams all tabs of a browser hold together. Over HTTP/1.1 a browser keeps six connections to one
// address, and a stream takes one for as long as it lasts: six forms would block the seventh.

const PLACES = 2;

/** Takes a place for a stream; answers how to give it back, or nothing while other tabs have them all. */
export async function takeStreamPlace(): Promise<(() => void) | undefined> {
  // Locks are there on secure pages only. Elsewhere, what is hidden holds no stream for long.
  if (!navigator.locks) return () => {};
  for (let place = 1; place <= PLACES; place++) {
    const giveBack = await takeOne(`autenti-form stream ${place}`);
    if (giveBack) return giveBack;
  }
  return undefined;
}

/** Holds the lock until what is answered is called. */
const takeOne = (name: string): Promise<(() => void) | undefined> =>
  new Promise((answer) => {
    const held = navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock) return new Promise<void>((giveBack) => answer(giveBack));
      answer(undefined);
      return undefined;
    });
    // A page that is being left gets none.
    held.catch(() => answer(undefined));
  });
