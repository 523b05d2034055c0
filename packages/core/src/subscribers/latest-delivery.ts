import { callHandler } from "./call-handler.ts";

/**
 * Runs `deliver` when something new is there, one run at a time: what comes during a run leads to one more run after it.
 * The function that is returned never throws; `report` is given what a run throws.
 */
export function createLatestDelivery(deliver: () => unknown, report: (error: unknown) => void): () => void {
  let isRunning = false;
  let isRenewed = false;

  const finish = (): void => {
    isRunning = false;
    runWhileRenewed();
  };
  const runWhileRenewed = (): void => {
    while (isRenewed && !isRunning) {
      isRenewed = false;
      // Before it is called: what it does itself may bring something new.
      isRunning = true;
      isRunning = callHandler(deliver, report, finish);
    }
  };
  return () => {
    isRenewed = true;
    runWhileRenewed();
  };
}
