import { Agent } from "node:http";
import { createRequire } from "node:module";
import type { CdpKey } from "../coinbase/authentication/credentials.ts";
import type { Sandbox } from "../sandbox.ts";
import type { CcxtClient } from "./ccxt-client.ts";

const require = createRequire(import.meta.url);

/** `ccxt`, loaded with `require`: an import would bring its types, which do not compile here. */
const ccxt: { readonly pro: { readonly coinbase: new (config: object) => CcxtClient } } = require("ccxt");

/**
 * Connects `ccxt` to a sandbox, with REST and streams. `ccxt` removes "https://" from the URL to get the host that it
 * signs, so it gets an https URL and a `fetch` that sends plain http. Its own rate limiter is off, so that the
 * sandbox's limits apply.
 */
export function connectCcxt({ coinbase }: Pick<Sandbox, "coinbase">, key: CdpKey): CcxtClient {
  const client = new ccxt.pro.coinbase({
    apiKey: key.keyName,
    secret: key.privateKey,
    enableRateLimit: false,
  });
  client.urls.api.rest = coinbase.restUrl.replace("http://", "https://");
  client.urls.api.ws = coinbase.wsUrls.market;
  // Without TLS, `ccxt` opens a socket only with an agent, which it takes for a proxy's.
  client.httpAgent = new Agent();
  client.fetchImplementation = (url, init) => fetch(String(url).replace("https://", "http://"), init);
  return client;
}
