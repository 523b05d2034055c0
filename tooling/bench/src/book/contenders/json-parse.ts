import type { Contender } from "../contender.ts";

/** Starts a contender that only parses frames and keeps no book. It is the lower bound for clients that use `JSON.parse`. */
export async function startJsonParse(): Promise<Contender> {
  let parsed = 0;
  return {
    messagesBefore: 0,
    take: (frame) => {
      // Uses the result, so that the engine cannot skip the work.
      if (JSON.parse(frame).channel === "l2_data") parsed += 1;
    },
    ready: async () => {
      if (parsed !== 1) throw new Error("the snapshot is not JSON");
    },
    finish: async () => undefined,
  };
}
