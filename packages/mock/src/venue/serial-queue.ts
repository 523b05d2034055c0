/**
 * Does one thing after the other: what is asked for while something is done is done right after it, before the outermost
 * call returns.
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
