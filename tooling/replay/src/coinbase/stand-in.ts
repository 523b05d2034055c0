import { generateKeyPairSync } from "node:crypto";
import { type CoinbaseClient, type CoinbaseCredentials, createCoinbaseClient } from "@cqvx/coinbase";
import type { Sample } from "../sample.ts";

export const credentials: CoinbaseCredentials = {
  keyName: "organizations/replay/apiKeys/replay",
  privateKey: generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "sec1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey,
};

const EMPTY_PAGE = { accounts: [], orders: [], fills: [], products: [] };

/** A request that the client sent. */
export interface SentRequest {
  readonly path: string;
  readonly body: unknown;
}

export interface StandIn {
  readonly client: CoinbaseClient;
  readonly sent: readonly SentRequest[];
}

/**
 * Creates a client with a stand-in venue. The venue sends the earlier replies first, then the sample. A further page of a
 * list is empty, and an order lookup after the sample is not found.
 */
export function standIn(
  { text, status }: Pick<Sample, "text" | "status">,
  earlier: readonly object[] = [],
): StandIn {
  const sent: SentRequest[] = [];
  const client = createCoinbaseClient(
    { credentials, orderSafety: { cancelMs: 0 } },
    {
      logger: false,
      fetch: async (url, init) => {
        const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
        sent.push({ path: new URL(url).pathname.replace("/api/v3/brokerage", ""), body });
        const before = earlier[sent.length - 1];
        if (before !== undefined) return Response.json(before);
        if (sent.length === earlier.length + 1) return new Response(text, { status });
        if (url.includes("cursor=")) return Response.json({ ...EMPTY_PAGE, has_next: false, cursor: "" });
        if (url.endsWith("/key_permissions")) return Response.json({ can_view: true, can_trade: true });
        return Response.json({ error: "NOT_FOUND", message: "not in the sample" }, { status: 404 });
      },
    },
  );
  return { client, sent };
}
