import type { Logger } from "../contract/runtime.ts";
import { deliverBooks } from "../subscribers/book-delivery.ts";
import { deliverOrders, deliverTrades } from "../subscribers/queued-delivery.ts";
import { createSubscriptions } from "../subscribers/subscriptions.ts";
import type { ClientStreams, LoadedStreams } from "./client-streams.ts";

/** Creates the streams of a client without a network. Their code is there from the start, so that subscribing waits for nothing. */
export function createLocalStreams(logger: Logger): ClientStreams {
  const subscriptions = createSubscriptions(logger);
  const code = { createSubscriptions, deliverBooks, deliverOrders, deliverTrades };
  const loaded: LoadedStreams = { code, subscriptions };
  return { loaded, load: async () => loaded, state: subscriptions.state, end: subscriptions.end };
}
