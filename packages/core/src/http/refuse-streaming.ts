import type { Streaming } from "../contract/venue-client.ts";
import { unsupported } from "../errors/invalid-input.ts";
import type { CallRunner } from "./venue-call.ts";

/** The streams of a venue that has none: each rejects with `unsupported` and says why. */
export function refuseStreaming(calls: CallRunner, reason: string): Streaming {
  const refuse = (operation: string): Promise<never> =>
    calls.run(operation, undefined, async (call) => {
      throw unsupported(call, reason);
    });
  return {
    subscribeOrderBook: () => refuse("subscribeOrderBook"),
    subscribeTrades: () => refuse("subscribeTrades"),
  };
}
