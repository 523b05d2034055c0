import type { CapabilityMethod, VenueError, VenueErrorKind } from "@cqvx/core";
import { systemClock } from "@cqvx/core/in-memory";
import { expectRejection, expectSame, expectThat } from "../expectations/expectations.ts";
import type { Trial } from "../trial/trial.ts";
import { whenSettled } from "../trial/when-settled.ts";
import { methodsOf } from "./every-method.ts";

/** A timeout longer than any case. A call that ends earlier was ended by something else. */
export const NO_TIMEOUT_MS = 600_000;

/** A timeout that lets a request be sent but ends before a held reply. */
export const SHORT_TIMEOUT_MS = 250;

const AN_HOUR_MS = 3_600_000;

/** Methods that only the venue can answer. */
const READS: readonly CapabilityMethod[] = [
  "getOrder",
  "getOrders",
  "getBalance",
  "getOrderBook",
  "getFills",
  "health",
];

/** Returns the reading methods of a client that cannot answer without the venue. */
export function readsOf(trial: Trial): CapabilityMethod[] {
  return methodsOf(trial).filter((name) => READS.includes(name));
}

/** Runs work while the venue holds back its replies, and releases them afterwards. */
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
 * Checks that an ended order, cancel or edit is `outcomeUnknown` with the ids of its order. If nothing was sent, its kind
 * must be `reason`.
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
  if (sent === "no") expectSame(kind, reason, `kind of the error of ${what} when nothing was sent`);
  else expectSame(kind, "outcomeUnknown", `kind of the error of ${what} when something was sent (${sent})`);
  if (kind === "outcomeUnknown") expectSame(error.retryable, false, `retryable of the error of ${what}`);
  return error;
}

/** Returns the ids of all orders of the symbol. */
export async function listOrderIds({ client, symbol }: Trial): Promise<string[]> {
  return (await client.getOrders({ symbols: [symbol] })).map(({ orderId }) => orderId);
}

/** Checks that the failed call placed one order at most, or none when nothing was sent. No other order may exist since. */
export async function expectPlacedOnceAtMost(
  trial: Trial,
  { sent, clientOrderId }: VenueError,
  before: readonly string[],
): Promise<void> {
  expectThat(clientOrderId !== undefined, "the error should have the clientOrderId");
  await trial.quiet();
  const start = new Date(systemClock.now() - AN_HOUR_MS);
  const { placed } = await trial.eventually(
    "getOrders should find the placed order by the clientOrderId of the error, and no other new order",
    async () => {
      const placed = (await listOrderIds(trial)).filter((orderId) => !before.includes(orderId));
      const found = await trial.client.getOrders({ clientOrderIds: [clientOrderId], start });
      return { placed, found: found.map(({ orderId }) => orderId) };
    },
    ({ placed, found }) => placed.join() === found.join(),
  );
  const most = sent === "no" ? 0 : 1;
  expectThat(placed.length <= most, `there should be ${most} orders at most when sent is ${sent}`, placed);
}
