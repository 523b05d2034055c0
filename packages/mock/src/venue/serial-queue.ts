/**
 * Creates a function that runs actions one after the other. An action that is added while another one runs starts right
 * after it, before the outermost call returns.
 */
export function createSerialQueue(): (action: () => void) => void {
  const waiting: (() => void)[] = [];
  let isBusy = false;
  return (action) => {
    waiting.push(action);
    if (isBusy) return;
    isBusy = true;
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next();
    } finally {
      isBusy = false;
    }
  };
}
