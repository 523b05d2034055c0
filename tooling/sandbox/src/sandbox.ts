import { systemTimer } from "./clock.ts";
import {
  type CoinbaseSandbox,
  type CoinbaseSandboxOptions,
  createCoinbaseSandbox,
} from "./coinbase/coinbase-sandbox.ts";
import { CONTROL_PREFIX, createControl } from "./faults/control.ts";
import { listen } from "./http/listen.ts";

export interface SandboxOptions extends CoinbaseSandboxOptions {
  /** The sandbox trades with keys that everybody knows: it is for this machine only. */
  readonly host?: "127.0.0.1";
  /** The port of Coinbase; a free one by default. */
  readonly port?: number;
}

/** A venue that listens. */
export interface ListeningCoinbaseSandbox extends CoinbaseSandbox {
  /** The origin, to be used as the base URL: "http://127.0.0.1:50123". */
  readonly restUrl: string;
}

export interface Sandbox extends AsyncDisposable {
  readonly coinbase: ListeningCoinbaseSandbox;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
}

/** Starts the venues on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = "127.0.0.1", port = 0, timer = systemTimer } = options;
  const venue = createCoinbaseSandbox(options);
  const control = createControl(venue.faults);
  const listener = await listen({
    host,
    port,
    timer,
    receive: (request) =>
      request.path.startsWith(CONTROL_PREFIX)
        ? { kind: "reply", reply: control(request) }
        : venue.service.receive(request),
  });
  return {
    coinbase: { ...venue, restUrl: listener.origin },
    close: () => listener.close(),
    [Symbol.asyncDispose]: () => listener.close(),
  };
}
