import { generateKeyPairSync } from "node:crypto";
import { jwtSigner } from "@cqvx/auth";
import { createCoinbaseClient } from "@cqvx/coinbase";
import { CBAdvancedTradeClient } from "coinbase-api";
import { ORDER_ID, ORDER_PATH } from "./order-server.ts";

/** A client that reads one order, signed. */
export interface Contender {
  /** Resolves with the id of the order that was read. */
  getOrder(): Promise<unknown>;
}

interface Entry {
  readonly title: string;
  connect(origin: string): Contender;
}

export type ContenderName = "fetch" | "cqvx" | "axios";

export const CONTENDER_NAMES: readonly ContenderName[] = ["fetch", "cqvx", "axios"];

const KEY_NAME = "organizations/bench/apiKeys/request";
const TOKEN_SECONDS = 120;

/** `coinbase-api` cuts eight characters off a URL to get the host that it signs. A URL may have a third slash. */
const AXIOS_SCHEME = "http:///";

/** The contenders. Each makes a token of its own for each request, with the same kind of key. */
export const CONTENDERS: Readonly<Record<ContenderName, Entry>> = {
  fetch: { title: "fetch, signed", connect: connectFetch },
  cqvx: { title: "@cqvx/coinbase", connect: connectCqvx },
  axios: { title: "coinbase-api", connect: connectCoinbaseApi },
};

function newKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "sec1", format: "pem" }).toString();
}

/** The least that a signed request can cost: a token, one `fetch`, the reply as JSON. */
function connectFetch(origin: string): Contender {
  const { host, pathname: path } = new URL(`${origin}${ORDER_PATH}`);
  const signer = jwtSigner({
    privateKey: newKey(),
    keyId: KEY_NAME,
    claims: (request) => {
      const now = Math.floor(request.timestampMs / 1000);
      const uri = `${request.method} ${request.host}${request.path}`;
      return { sub: KEY_NAME, iss: "cdp", nbf: now, exp: now + TOKEN_SECONDS, uri };
    },
  });
  const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
  return {
    getOrder: async () => {
      const request = {
        method: "GET",
        host,
        path,
        query: "",
        body: "",
        timestampMs: Date.now(),
        randomBytes,
      };
      const headers = { accept: "application/json", ...(await signer.sign(request)) };
      const response = await fetch(`${origin}${path}`, { headers });
      return JSON.parse(await response.text()).order.order_id;
    },
  };
}

/** Without its rate limits, which would be all that is measured. */
function connectCqvx(origin: string): Contender {
  const client = createCoinbaseClient({
    credentials: { keyName: KEY_NAME, privateKey: newKey() },
    baseUrl: origin,
    rateLimit: { private: false, public: false },
  });
  return { getOrder: async () => (await client.getOrder(ORDER_ID)).orderId };
}

function connectCoinbaseApi(origin: string): Contender {
  const baseUrl = origin.replace("http://", AXIOS_SCHEME);
  const client = new CBAdvancedTradeClient({ apiKey: KEY_NAME, apiSecret: newKey(), baseUrl });
  return { getOrder: async () => (await client.getOrder({ order_id: ORDER_ID })).order.order_id };
}
