import { Agent } from "node:http";
import { createRequire } from "node:module";
import type { CdpKey } from "../coinbase/authentication/credentials.ts";
import type { Sandbox } from "../sandbox.ts";
import type { CcxtClient } from "./ccxt-client.ts";

const require = createRequire(import.meta.url);

/** Required rather than imported: its types would come along, and they do not compile here. */
const ccxt: { readonly pro: { readonly coinbase: new (config: object) => CcxtClient } } = require("ccxt");

/**
 * `ccxt` on a sandbox, REST and streams. It cuts "https://" off the URL to get the host that it signs, so it is given that and
 * a `fetch` that sends plain http. It does not hold requests back by itself: the limits to run into are the sandbox's.
 */
export function connectCcxt({ coinbase }: Pick<Sandbox, "coinbase">, key: CdpKey): CcxtClient {
  const client = new ccxt.pro.coinbase({
    apiKey: key.keyName,
    secret: key.privateKey,
    enableRateLimit: false,
  });
  client.urls.api.rest = coinbase.restUrl.replace("http://", "https://");
  client.urls.api.ws = coinbase.wsUrls.market;
  // It wants an agent for a socket without TLS, taking that for a proxy's.
  client.httpAgent = new Agent();
  client.fetchImplementation = (url, init) => fetch(String(url).replace("https://", "http://"), init);
  return client;
}
