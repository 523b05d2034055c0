/** Runs the contract suite against the client of Oddex, over real sockets. */
import { type ContractSubject, contract } from "@cqvx/mock/contract";
import { describe, it } from "vitest";
import { createOddClient } from "./client/odd-client.ts";
import { startOddExchange } from "./server/odd-exchange.ts";

async function createSubject(): Promise<ContractSubject> {
  const { restUrl, wsUrl, credentials, levers, close } = await startOddExchange();
  const { origin } = new URL(wsUrl);
  const config = { baseUrl: restUrl, wsUrls: { market: origin, user: origin }, credentials, pageSize: 50 };
  return { client: createOddClient(config, { logger: false }), levers, dispose: close };
}

describe.concurrent("the contract", () => {
  const lacks = [
    ...(["subscribeTrades", "getFills", "getProducts", "editOrder", "previewOrder"] as const),
    ...(["STOP_LIMIT", "GTD", "postOnlyReadBack"] as const),
  ];
  for (const test of contract(createSubject, { lacks })) it(test.name, test.run);
});
