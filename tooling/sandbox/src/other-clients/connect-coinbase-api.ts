import { once } from "node:events";
import { CBAdvancedTradeClient, WebsocketClient } from "coinbase-api";
import type { CdpKey } from "../coinbase/authentication/credentials.ts";
import type { Sandbox } from "../sandbox.ts";
import type { SocketHost } from "../sockets/socket-host.ts";

/**
 * The clients of `coinbase-api`: one for REST, and one for each host of the streams. A stream connects at its first
 * subscription.
 */
export interface CoinbaseApiClient {
  readonly rest: CBAdvancedTradeClient;
  readonly streams: Readonly<Record<SocketHost, WebsocketClient>>;
  /** Cuts the sockets. A socket that is still connecting is cut once it is open. */
  close(): Promise<void>;
}

/** A frame of the venue, which `coinbase-api` passes on unchanged. */
export interface CoinbaseApiFrame {
  readonly channel: string;
  readonly sequence_num: number;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/**
 * A scheme of eight characters, as long as "https://". The client signs the rest as the host, and URL parsers accept
 * the third slash.
 */
const SCHEME = "http:///";

const QUIET = { trace: ignore, info: ignore, error: ignore };

/**
 * Connects `coinbase-api` to a sandbox. `coinbase-api` removes the first eight characters of the URL to get the host
 * that it signs, and sends the request with `axios`.
 */
export function connectCoinbaseApi(
  { coinbase }: Pick<Sandbox, "coinbase">,
  { keyName, privateKey }: CdpKey,
): CoinbaseApiClient {
  const key = { apiKey: keyName, apiSecret: privateKey };
  const connect = (host: SocketHost) => new WebsocketClient({ ...key, wsUrl: coinbase.wsUrls[host] }, QUIET);
  const streams = { market: connect("market"), user: connect("user") };
  const closeStreams = async (): Promise<void> => {
    for (const stream of Object.values(streams)) {
      await attemptOf(stream);
      stream.closeAll(true);
    }
  };
  let closed: Promise<void> | undefined;
  return {
    rest: new CBAdvancedTradeClient({ ...key, baseUrl: coinbase.restUrl.replace("http://", SCHEME) }),
    streams,
    close() {
      closed ??= closeStreams();
      return closed;
    },
  };
}

/**
 * Waits until a connection attempt has succeeded or failed. A client that is closed during an attempt would reconnect
 * for ever.
 */
async function attemptOf(stream: WebsocketClient): Promise<void> {
  const keys = stream.getWsStore().getKeys();
  if (keys.every((key) => stream.isConnected(key))) return;
  await Promise.race(ENDS.map((end) => once(stream, end)));
}

const ENDS = ["open", "reconnected", "exception"];

function ignore(): void {}
