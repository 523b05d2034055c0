/**
 * The next turn of the event loop, when promises have settled. By a message and not by a timer: a test runner may have
 * replaced those.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
