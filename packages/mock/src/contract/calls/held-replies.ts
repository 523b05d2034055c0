import type { CapabilityMethod, VenueError, VenueErrorKind } from "@cqvx/core";
import { systemClock } from "@cqvx/core/in-memory";
import { expectRejection, expectSame, expectThat } from "../expectations/expectations.ts";
import type { Trial } from "../trial/trial.ts";
import { whenSettled } from "../trial/when-settled.ts";
import { methodsOf } from "./every-method.ts";

/** Longer than a case waits: what ends earlier was ended by something else. */
export const NO_TIMEOUT_MS = 600_000;

/** Long enough for a request to be on its way, and not for an answer that is held back. */
export const SHORT_TIMEOUT_MS = 250;

const AN_HOUR_MS = 3_600_000;

/** Methods whose answer only the venue has. */
const READS: readonly CapabilityMethod[] = [
  "getOrder",
  "getOrders",
  "getBalance",
  "getOrderBook",
  "getFills",
  "health",
];

/** The methods of a client that read, and cannot answer without the venue. */
export function readsOf(trial: Trial): CapabilityMethod[] {
  return methodsOf(trial).filter((name) => READS.includes(name));
}

/** Does something while the venue does not answer, and then lets it answer again. */
export async function whileRepliesHeld<Result>(
  { levers }: Trial,
  work: () => Promise<Result>,
): Promise<Result> {
  const release = await levers.holdReplies();
  try {
    return await work();
  } finally {
    await release();
  }
}

/**
 * That an order, a cancel or an edit which was ended is `outcomeUnknown` and says of which order, or was ended for that
 * reason before anything was sent.
 */
export async function expectUnknownOrUnsent(
  trial: Trial,
  what: string,
  work: Promise<unknown>,
  reason: VenueErrorKind,
  ids: { readonly orderId?: string; readonly clientOrderId?: string },
): Promise<VenueError> {
  const error = await expectRejection(whenSettled(trial, what, work), ids, what);
  const { kind, sent } = error;
  if (sent === "no") expectSame(kind, reason, `kind of the error of ${what} of which nothing was sent`);
  else
    expectSame(kind, "outcomeUnknown", `kind of the error of ${what} of which something was sent (${sent})`);
  if (kind === "outcomeUnknown") expectSame(error.retryable, false, `retryable of the error of ${what}`);
  return error;
}

/** The ids of the orders that there are. */
export async function listOrderIds({ client, symbol }: Trial): Promise<string[]> {
  return (await client.getOrders({ symbols: [symbol] })).map(({ orderId }) => orderId);
}

/** That the order of an error is there once, or never was; not when nothing was sent, and no other order since. */
export async function expectPlacedOnceAtMost(
  trial: Trial,
  { sent, clientOrderId }: VenueError,
  before: readonly string[],
): Promise<void> {
  expectThat(clientOrderId !== undefined, "the error should have the clientOrderId");
  await trial.quiet();
  const start = new Date(systemClock.now() - AN_HOUR_MS);
  const { placed } = await trial.eventually(
    "an order that was placed should be found by the clientOrderId of the error, and no other be there",
    async () => {
      const placed = (await listOrderIds(trial)).filter((orderId) => !before.includes(orderId));
      const found = await trial.client.getOrders({ clientOrderIds: [clientOrderId], start });
      return { placed, found: found.map(({ orderId }) => orderId) };
    },
    ({ placed, found }) => placed.join() === found.join(),
  );
  const most = sent === "no" ? 0 : 1;
  expectThat(placed.length <= most, `there should be ${most} orders at most, as ${sent} was sent`, placed);
}
