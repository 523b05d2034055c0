import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import type { Connection } from "../http/connection.ts";
import type { SocketHost } from "../validation/config/client-config.ts";
import type { SocketProtocol } from "./protocol/socket-protocol.ts";
import { createStreamHub, type StreamHub } from "./stream-hub.ts";
import type { SocketFacts } from "./topics/stream-context.ts";

/** The hubs of one client: one for each socket URL that its streams use. */
export interface ClientHubs {
  /** Returns the hub of a host. Throws `invalidInput` when the host has no URL. */
  of(host: SocketHost, call: CallContext): StreamHub;
  /** Closes all sockets, within a second. */
  close(): Promise<void>;
}

/** @param protocol undefined for a venue without sockets */
export function createClientHubs(connection: Connection, protocol: SocketProtocol | undefined): ClientHubs {
  const { config, runtime } = connection;
  const hubs = new Map<SocketHost, StreamHub>();
  return {
    of: (host, call) => {
      const known = hubs.get(host);
      if (known !== undefined) return known;
      const origin = config.socketOrigins[host]?.origin;
      if (protocol === undefined || origin === undefined)
        throw invalidInput(call, `wsUrls.${host}`, "is required with a baseUrl of your own");
      const hub = createStreamHub(factsOf(connection, protocol, host, origin), runtime);
      hubs.set(host, hub);
      return hub;
    },
    close: async () => {
      await Promise.all([...hubs.values()].map((hub) => hub.close()));
    },
  };
}

function factsOf(
  { runtime, serverClock, signer, venue }: Connection,
  protocol: SocketProtocol,
  host: SocketHost,
  origin: string,
): SocketFacts {
  const path = protocol.paths?.[host] ?? "";
  return {
    venue,
    host,
    protocol,
    url: `${origin}${path}`,
    sign: async (frame) => {
      const { randomBytes } = runtime;
      const signing = { ...frame, host, path, timestampMs: serverClock.now(), randomBytes };
      return signer?.signFrame(signing, { venue, operation: "stream" });
    },
    inTurn: (call, work) => signer?.inTurn(call, work) ?? work(),
    unauthorized: () => signer?.refused(),
  };
}
