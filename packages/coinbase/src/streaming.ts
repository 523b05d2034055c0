import { type Streaming, unsupported } from "@cqvx/core";
import type { Connection } from "@cqvx/core/venue";

/** The streams of Coinbase are not in this version: they say so, and are false in `capabilities`. */
export function createStreaming({ calls }: Connection): Streaming {
  const refuse = (operation: string): Promise<never> =>
    calls.run(operation, undefined, async (call) => {
      throw unsupported(call, "this version of @cqvx/coinbase has no streams");
    });
  return {
    subscribeOrderBook: () => refuse("subscribeOrderBook"),
    subscribeTrades: () => refuse("subscribeTrades"),
  };
}
