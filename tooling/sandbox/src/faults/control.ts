import { type Handler, jsonReply, type Reply, type VenueRequest } from "../http/message.ts";
import type { Disconnection } from "../sockets/socket-host.ts";
import type { Fault } from "./fault.ts";
import { isRecord } from "./fault-fields.ts";
import type { FaultQueue } from "./fault-queue.ts";
import { readFault } from "./read-fault.ts";
import { readStreamFault } from "./read-stream-fault.ts";
import { isCloseCode } from "./stream-fault.ts";
import type { StreamFaultQueue } from "./stream-fault-queue.ts";

export const CONTROL_PREFIX = "/__sandbox/";

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/;

/** The parts of a venue that can be controlled over HTTP. */
export interface Controlled {
  readonly faults: FaultQueue;
  readonly streamFaults: StreamFaultQueue;
  rateLimited(): number;
  disconnect(which: Disconnection): void;
}

type Actions = Readonly<Record<string, (request: VenueRequest) => Reply>>;

/**
 * Creates the HTTP handler that adds, lists and clears faults, for a sandbox in a process of its own. It needs no key:
 * it listens on loopback only, and refuses requests that a web page of another site could make a browser send.
 */
export function createControl({ faults, streamFaults, rateLimited, disconnect }: Controlled): Handler {
  const actions: Actions = {
    ...faultActions("/__sandbox/faults", faults, readFault, describe),
    ...faultActions("/__sandbox/faults/streams", streamFaults, readStreamFault, (fault) => fault),
    "GET /__sandbox/rate-limited": () => jsonReply(200, { rateLimited: rateLimited() }),
    "POST /__sandbox/disconnect": ({ body }) => {
      const which = readDisconnection(body === "" ? {} : parseJson(body));
      if (typeof which === "string") return jsonReply(400, { error: which });
      disconnect(which);
      return jsonReply(200, {});
    },
  };
  return (request) => {
    const { method, path, headers } = request;
    if (headers.origin !== undefined || !LOOPBACK_HOST.test(headers.host ?? "")) {
      return jsonReply(403, { error: "only from this machine, and not from a web page" });
    }
    return actions[`${method} ${path}`]?.(request) ?? jsonReply(404, { error: "no such control" });
  };
}

interface Queue<AnyFault> {
  add(fault: AnyFault): void;
  clear(): void;
  readonly pending: readonly AnyFault[];
}

function faultActions<AnyFault>(
  path: string,
  queue: Queue<AnyFault>,
  read: (value: unknown) => AnyFault | string,
  toJson: (fault: AnyFault) => unknown,
): Actions {
  const reply = (status: number) => jsonReply(status, { faults: queue.pending.map(toJson) });
  return {
    [`GET ${path}`]: () => reply(200),
    [`POST ${path}`]: ({ body }) => {
      const fault = read(parseJson(body));
      if (typeof fault === "string") return jsonReply(400, { error: fault });
      queue.add(fault);
      return reply(201);
    },
    [`DELETE ${path}`]: () => {
      queue.clear();
      return reply(200);
    },
  };
}

function readDisconnection(value: unknown): Disconnection | string {
  if (!isRecord(value)) return "a disconnection is a JSON object";
  const { host, code } = value;
  if (host !== undefined && host !== "market" && host !== "user") return "host must be market or user";
  if (code !== undefined && !isCloseCode(code)) return "code must be a valid close code";
  return { ...(host !== undefined && { host }), ...(code !== undefined && { code }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Describes a fault as JSON, with its regular expression as `{"pattern": …}`. */
function describe({ match, ...fault }: Fault): unknown {
  if (match === undefined) return fault;
  const path = match.path instanceof RegExp ? { pattern: match.path.source } : match.path;
  return { ...fault, match: { ...match, ...(path !== undefined && { path }) } };
}
