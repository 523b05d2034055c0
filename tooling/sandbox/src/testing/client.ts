import type { CdpKey } from "../coinbase/authentication/credentials.ts";
import type { CoinbaseSandbox } from "../coinbase/coinbase-sandbox.ts";
import type { Clock } from "../time/clock.ts";
import { createToken } from "./tokens.ts";

export const ORIGIN = "https://api.coinbase.com";
export const BROKERAGE = "/api/v3/brokerage";

/** The JSON of an answer, without a type: each test asserts its shape. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly json: Json;
}

/** A client that signs each request and parses the JSON of answers. */
export interface TestClient {
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  /** Creates an order. The client's id counts up unless the body has one. */
  order(body: Readonly<Record<string, unknown>>): Promise<Json>;
  /** Reads the order's current state from the venue. */
  read(orderId: string): Promise<Json>;
}

export function createTestClient(
  sandbox: Pick<CoinbaseSandbox, "fetch" | "credentials">,
  clock: Clock,
  { key = sandbox.credentials.ecdsa, origin = ORIGIN }: { key?: CdpKey; origin?: string } = {},
): TestClient {
  let count = 0;
  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const url = new URL(`${origin}${BROKERAGE}${path}`);
    const uri = `${method} ${url.host}${url.pathname}`;
    const headers = { authorization: `Bearer ${createToken(key, uri, clock.now())}` };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await sandbox.fetch(url.href, { method, headers, ...content });
    const text = await response.text();
    return { status: response.status, json: text.startsWith("{") ? JSON.parse(text) : text };
  };
  const client: TestClient = {
    get: (path) => send("GET", path),
    post: (path, body) => send("POST", path, body),
    async order(body) {
      count += 1;
      const answer = await send("POST", "/orders", { client_order_id: `order-${count}`, ...body });
      return answer.json;
    },
    read: async (orderId) => (await send("GET", `/orders/historical/${orderId}`)).json.order,
  };
  return client;
}

/** Makes a limit order. It rests unless its price crosses. */
export function limitOrder(
  side: "BUY" | "SELL",
  price: string,
  size: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const limit = { base_size: size, limit_price: price, ...more };
  return { product_id: "BTC-USD", side, order_configuration: { limit_limit_gtc: limit } };
}
