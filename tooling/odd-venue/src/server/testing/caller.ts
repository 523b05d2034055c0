import type { OddExchange } from "../odd-exchange.ts";
import { newNonce, sign } from "./sign.ts";

/** A reply as it came. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Changes to a signed request. */
export interface Changes {
  readonly nonce?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a signed request. */
export async function call(
  { restUrl, credentials }: OddExchange,
  method: "GET" | "PUT" | "DELETE" | "POST",
  path: string,
  body?: string,
  { nonce = newNonce(), headers = {} }: Changes = {},
): Promise<Reply> {
  const signature = sign(credentials, nonce, method.toLowerCase(), path, body);
  const response = await fetch(restUrl + path, {
    method,
    headers: { "odd-key": credentials.key, "odd-nonce": nonce, "odd-sign": signature, ...headers },
    ...(body !== undefined && { body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Sends a signed GET, and returns the text of the answer. */
export async function read(exchange: OddExchange, path: string): Promise<string> {
  return (await call(exchange, "GET", path)).text;
}

/** Places an order, and returns its id. */
export async function place(exchange: OddExchange, order: string): Promise<string> {
  const { text } = await call(exchange, "PUT", "/v2/orders", order);
  const { id } = JSON.parse(text);
  if (typeof id !== "string") throw new Error(text);
  return id;
}

let cids = 0;

/** Returns the request body of a buy of 0.01 that rests. */
export function restingBuy(cid = `cid-${++cids}`): string {
  return `{"cid":"${cid}","market":"BTC/USD","side":"b","kind":"limit","px":100.50,"qty":0.0100}`;
}

/** Returns the request body of a market order. */
export function marketOrder(side: "b" | "s", qty = "0.01"): string {
  return `{"cid":"cid-${++cids}","market":"BTC/USD","side":"${side}","kind":"market","qty":${qty}}`;
}
