import type { Endpoint } from "./endpoint.ts";

/** Answers the time; both numbers are text. */
export const getTime: Endpoint = {
  access: "public",
  answer({ state }) {
    const now = state.exchange.clock.now();
    return {
      iso: `${new Date(now).toISOString().slice(0, 19)}Z`,
      epochSeconds: String(Math.floor(now / 1_000)),
      epochMillis: String(Math.floor(now)),
    };
  },
};
