import { CAPABILITY_METHODS, isVenueError } from "@cqvx/core/in-memory";
import { TYPES } from "../declaration/feature.ts";
import { isContractMethod } from "../declaration/method-names.ts";
import { expectSame, expectThat } from "../expectations/expectations.ts";
import type { Trial } from "../trial/trial.ts";
import type { ContractCase } from "./contract-case.ts";

/** Ids are never used again: the next free one is H07. */
export const HEALTH: readonly ContractCase[] = [
  {
    id: "H01",
    title: "the health names the venue, and how long a round trip takes",
    needs: ["health"],
    run: async ({ client }) => {
      const { venue, latencyMs } = await client.health();
      expectThat(client.venue !== "", "the client should name its venue");
      expectSame(venue, client.venue, "venue");
      expectThat(Number.isFinite(latencyMs) && latencyMs >= 0, "latencyMs should be zero or more", latencyMs);
    },
  },
  {
    id: "H02",
    title: "a client with keys that work says so, and that it has no streams yet",
    needs: ["health"],
    run: async ({ client }) => {
      const { auth, canTrade, streams } = await client.health();
      expectSame(auth, "ok", "auth");
      expectThat(canTrade !== false, "canTrade should not be false: the cases place orders");
      expectSame(streams, "idle", "streams");
    },
  },
  {
    id: "H03",
    title: "streams are live while there is a subscription, and idle again when it is closed",
    needs: ["health", "subscribeOrderBook"],
    run: async ({ client, symbol, eventually }) => {
      const streams = async (): Promise<string> => (await client.health()).streams;
      const subscription = await client.subscribeOrderBook(symbol, () => {});
      await eventually("streams should be live", streams, (state) => state === "live");
      await subscription.close();
      await eventually("streams should be idle", streams, (state) => state === "idle");
    },
  },
  {
    id: "H04",
    title: "while the venue is down the health rejects as one that may pass, and then it is well again",
    needs: ["health", "lever takeDown"],
    run: async ({ client, levers, eventually }) => {
      await client.health();
      const error = await failureWhileDown(client, levers);
      expectThat(isVenueError(error), "it should reject with a VenueError", String(error));
      const isPassing = error.kind === "unavailable" || error.kind === "timeout";
      expectThat(isPassing, "kind should be unavailable or timeout", error.kind);
      expectSame(error.retryable, true, "retryable");
      await eventually(
        "the health should be there again",
        () =>
          client.health().then(
            ({ auth }) => auth,
            (reason: unknown) => String(reason),
          ),
        (found) => found === "ok",
      );
    },
  },
  {
    id: "H05",
    title: "what the health says of the venue's clock is a number",
    needs: ["health"],
    run: async ({ client }) => {
      const { clockOffsetMs = 0 } = await client.health();
      expectThat(Number.isFinite(clockOffsetMs), "clockOffsetMs should be finite", clockOffsetMs);
    },
  },
  {
    id: "H06",
    title: "what the client says it can do is what it can, and what is declared",
    needs: [],
    run: async ({ client, lacks }) => {
      const { methods, orderTypes } = client.capabilities;
      for (const name of CAPABILITY_METHODS) {
        expectSame(
          methods[name],
          !lacks.includes(name),
          `capabilities.methods.${name}, by what lacks declares`,
        );
        const isThere = typeof Reflect.get(client, name) === "function";
        expectSame(isThere, isContractMethod(name) || methods[name], `whether the client has ${name}`);
      }
      for (const name of ["MARKET", "LIMIT", "STOP_LIMIT"] as const)
        expectSame(
          orderTypes.includes(TYPES[name]),
          !lacks.includes(name),
          `whether capabilities.orderTypes has ${name}, by what lacks declares`,
        );
    },
  },
];

/** What the health rejects with while the venue is down, which is up again then. */
async function failureWhileDown(client: Trial["client"], levers: Trial["levers"]): Promise<unknown> {
  const bringBack = await levers.takeDown();
  try {
    await client.health();
  } catch (error) {
    return error;
  } finally {
    await bringBack();
  }
  return undefined;
}
