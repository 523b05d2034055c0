/**
 * Resolves in the next turn of the event loop, after all pending promise callbacks. It uses a message instead of a timer,
 * because a test runner may have replaced the timers.
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
