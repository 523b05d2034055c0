import { CAPABILITY_METHODS, isVenueError } from "@cqvx/core/in-memory";
import { TYPES } from "../declaration/feature.ts";
import { isContractMethod } from "../declaration/method-names.ts";
import { expectSame, expectThat } from "../expectations/expectations.ts";
import type { ContractCase } from "../trial/contract-case.ts";
import type { Trial } from "../trial/trial.ts";

/** The cases of health and capabilities. Ids are never reused; the next free id is H07. */
export const HEALTH: readonly ContractCase[] = [
  {
    id: "H01",
    title: "the health has the name of the venue and the time of a round trip",
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
    title: "the health of a client with valid keys has auth ok and streams idle",
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
    title: "streams are live during a subscription, and idle again after it is closed",
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
    title: "health rejects with a retryable error while the venue is down, and recovers afterwards",
    needs: ["health", "lever takeDown"],
    run: async ({ client, levers, eventually }) => {
      await client.health();
      const error = await failureWhileDown(client, levers);
      expectThat(isVenueError(error), "health should reject with a VenueError", String(error));
      const isTransient = error.kind === "unavailable" || error.kind === "timeout";
      expectThat(isTransient, "kind should be unavailable or timeout", error.kind);
      expectSame(error.retryable, true, "retryable");
      await eventually(
        "health should succeed again",
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
    title: "the clock offset in the health is a number",
    needs: ["health"],
    run: async ({ client }) => {
      const { clockOffsetMs = 0 } = await client.health();
      expectThat(Number.isFinite(clockOffsetMs), "clockOffsetMs should be finite", clockOffsetMs);
    },
  },
  {
    id: "H06",
    title: "the capabilities match the methods of the client and the declaration",
    needs: [],
    run: async ({ client, lacks }) => {
      const { methods, orderTypes } = client.capabilities;
      for (const name of CAPABILITY_METHODS) {
        expectSame(methods[name], !lacks.includes(name), `capabilities.methods.${name}, according to lacks,`);
        const isThere = typeof Reflect.get(client, name) === "function";
        expectSame(isThere, isContractMethod(name) || methods[name], `the presence of client.${name}`);
      }
      for (const name of ["MARKET", "LIMIT", "STOP_LIMIT"] as const)
        expectSame(
          orderTypes.includes(TYPES[name]),
          !lacks.includes(name),
          `the presence of ${name} in capabilities.orderTypes, according to lacks,`,
        );
    },
  },
];

/** Returns the error of `health` while the venue is down, and brings the venue back. */
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
