import type { Endpoint } from "./endpoint.ts";

/** Both numbers are text. */
export const getTime: Endpoint = {
  access: "public",
  answer({ state }) {
    const now = state.clock.now();
    return {
      iso: `${new Date(now).toISOString().slice(0, 19)}Z`,
      epochSeconds: String(Math.floor(now / 1_000)),
      epochMillis: String(Math.floor(now)),
    };
  },
};
