import { type Handler, jsonReply, type Reply, type VenueRequest } from "../http/message.ts";
import type { FaultQueue } from "./fault-queue.ts";
import { readFault } from "./read-fault.ts";

export const CONTROL_PREFIX = "/__sandbox/";

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/;

/**
 * Faults over HTTP, for a sandbox in a process of its own. There is no key to it: it listens on loopback only, and turns
 * away what a web page of another site could make a browser send here.
 */
export function createControl(faults: FaultQueue): Handler {
  const actions: Readonly<Record<string, (request: VenueRequest) => Reply>> = {
    "GET /__sandbox/faults": () => jsonReply(200, { faults: faults.pending.map(describe) }),
    "POST /__sandbox/faults": ({ body }) => addFault(faults, body),
    "DELETE /__sandbox/faults": () => {
      faults.clear();
      return jsonReply(200, { faults: [] });
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

function addFault(faults: FaultQueue, body: string): Reply {
  const fault = readFault(parseJson(body));
  if (typeof fault === "string") return jsonReply(400, { error: fault });
  faults.add(fault);
  return jsonReply(201, { faults: faults.pending.map(describe) });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A regular expression has no JSON of its own. */
function describe({ match, ...fault }: FaultQueue["pending"][number]): unknown {
  if (match === undefined) return fault;
  const path = match.path instanceof RegExp ? { pattern: match.path.source } : match.path;
  return { ...fault, match: { ...match, ...(path !== undefined && { path }) } };
}
