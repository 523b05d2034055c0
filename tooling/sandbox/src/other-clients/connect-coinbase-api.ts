import { once } from "node:events";
import { CBAdvancedTradeClient, WebsocketClient } from "coinbase-api";
import type { CdpKey } from "../coinbase/authentication/credentials.ts";
import type { Sandbox } from "../sandbox.ts";
import type { SocketHost } from "../sockets/socket-host.ts";

/** `coinbase-api`: one client of REST, and one of each host of the streams. It connects those with the first subscription. */
export interface CoinbaseApiClient {
  readonly rest: CBAdvancedTradeClient;
  readonly streams: Readonly<Record<SocketHost, WebsocketClient>>;
  /** Cuts the sockets, those that are still being opened as soon as they stand. */
  close(): Promise<void>;
}

/** What its streams hand on: the frame of the venue, as it is. */
export interface CoinbaseApiFrame {
  readonly channel: string;
  readonly sequence_num: number;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** Eight characters, as long as "https://": what comes behind is the host to sign, and URLs do not mind the third slash. */
const SCHEME = "http:///";

const QUIET = { trace: ignore, info: ignore, error: ignore };

/**
 * `coinbase-api` on a sandbox. It cuts the first eight characters off the URL to get the host that it signs, and leaves the
 * rest of the way to `axios`.
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

/** The end, good or bad, of an attempt to connect: a client that is closed during one would connect again for ever. */
async function attemptOf(stream: WebsocketClient): Promise<void> {
  const keys = stream.getWsStore().getKeys();
  if (keys.every((key) => stream.isConnected(key))) return;
  await Promise.race(ENDS.map((end) => once(stream, end)));
}

const ENDS = ["open", "reconnected", "exception"];

function ignore(): void {}
