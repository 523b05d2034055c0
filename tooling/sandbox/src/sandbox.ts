import { type CoinbaseSandbox, createCoinbaseSandbox } from "./coinbase/coinbase-sandbox.ts";
import type { CoinbaseSandboxOptions } from "./coinbase/sandbox-options.ts";
import { CONTROL_PREFIX, createControl } from "./faults/control.ts";
import { type Listener, listen } from "./http/listen.ts";
import { listenForSockets } from "./sockets/listen-sockets.ts";
import type { SocketHost } from "./sockets/socket-host.ts";
import { systemClock, timerOf } from "./time/clock.ts";

export interface SandboxOptions extends CoinbaseSandboxOptions {
  /** The host to listen on. Everybody knows the sandbox's keys, so it serves this machine only. */
  readonly host?: "127.0.0.1";
  /** The port of Coinbase's REST API: a free one by default. */
  readonly port?: number;
  /** The ports of Coinbase's sockets: free ones by default. */
  readonly wsPorts?: Readonly<Partial<Record<SocketHost, number>>>;
}

/** A venue that listens on loopback. */
export interface ListeningCoinbaseSandbox extends CoinbaseSandbox {
  /** The base URL for clients: "http://127.0.0.1:50123". */
  readonly restUrl: string;
}

export interface Sandbox extends AsyncDisposable {
  /** Coinbase. Its `wsUrls` are the origins of its sockets: "ws://127.0.0.1:50124". */
  readonly coinbase: ListeningCoinbaseSandbox;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
}

/** Starts the venues on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host: address = "127.0.0.1", port = 0, wsPorts = {} } = options;
  const { clock = systemClock, timer = timerOf(clock) } = options;
  const venue = createCoinbaseSandbox(options);
  const control = createControl(venue);
  const listeners: Listener[] = [];
  const close = async () => {
    venue.disconnect();
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  const add = async (starting: Promise<Listener>): Promise<string> => {
    const listener = await starting;
    listeners.push(listener);
    return listener.origin;
  };
  const addSockets = (host: SocketHost) =>
    add(listenForSockets({ address, port: wsPorts[host] ?? 0, host, service: venue.sockets, clock }));
  try {
    const restUrl = await add(
      listen({
        host: address,
        port,
        clock,
        timer,
        receive: (request) =>
          request.path.startsWith(CONTROL_PREFIX)
            ? { kind: "reply", reply: control(request) }
            : venue.service.receive(request),
      }),
    );
    const wsUrls = { market: await addSockets("market"), user: await addSockets("user") };
    return { coinbase: { ...venue, restUrl, wsUrls }, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
