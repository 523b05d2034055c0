import { createHash } from "node:crypto";
import type { VenueRequest } from "./message.ts";

/** One request that a sandbox received, without its secrets. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /**
   * Headers by lower-case name. A fingerprint replaces each secret. Equal secrets have equal fingerprints, so a test
   * can see that every attempt was signed afresh, and a log can be printed.
   */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The status of the answer. Undefined while it is pending; "reset" and "hang" when the client gets no answer. */
  status: number | "reset" | "hang" | undefined;
}

const SECRET_HEADERS: ReadonlySet<string> = new Set([
  "authorization",
  "cookie",
  "cb-access-key",
  "cb-access-sign",
  "cb-access-passphrase",
]);

const KEPT = 10_000;

/** The last requests of a venue, oldest first. */
export interface RequestLog {
  readonly entries: readonly LoggedRequest[];
  add(request: VenueRequest): LoggedRequest;
}

export function createRequestLog(): RequestLog {
  const entries: LoggedRequest[] = [];
  return {
    entries,
    add({ method, path, query, headers, body }) {
      const entry: LoggedRequest = { method, path, query, headers: redact(headers), body, status: undefined };
      entries.push(entry);
      if (entries.length > KEPT) entries.shift();
      return entry;
    },
  };
}

function redact(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRET_HEADERS.has(name) ? `[redacted ${fingerprint(value)}]` : value,
    ]),
  );
}

/** Returns the fingerprint of a secret. Equal secrets have equal fingerprints. */
export function fingerprint(secret: string): string {
  return createHash("sha256").update(secret).digest("hex").slice(0, 12);
}
