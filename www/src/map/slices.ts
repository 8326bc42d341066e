// Long work of the page in slices, so that it never holds up the browser.

/** How long the page may be busy at a stretch. */
const SLICE_MS = 8;

/** Lets the browser draw and hear events. */
function pause(): Promise<void> {
  return new Promise((goOn) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      goOn();
    };
    port2.postMessage(undefined);
  });
}

/** Does something with every item, resting whenever a slice of time is used up. */
export async function eachInSlices<Item>(
  items: Iterable<Item>,
  act: (item: Item) => void,
): Promise<void> {
  let begun_ms = performance.now();
  for (const item of items) {
    act(item);
    if (performance.now() - begun_ms < SLICE_MS) continue;
    await pause();
    begun_ms = performance.now();
  }
}
