import type { Timestamp } from "../cqc/messages.ts";
import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { timestampToIso } from "../values/timestamp.ts";

const SEGMENT = /^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/;

/**
 * Builds a URL from checked path segments. A segment such as ".." or "a/b" would change which endpoint is called: each
 * segment is plain text, and the finished path must equal the given one.
 */
export function requestUrl(origin: URL, path: readonly string[], query: Query, call: CallContext): URL {
  const url = new URL(origin);
  const pathname = `/${path.join("/")}`;
  url.pathname = pathname;
  if (!path.every((segment) => SEGMENT.test(segment)) || url.pathname !== pathname) {
    throw invalidInput(call, "path", "has a segment that is not plain text");
  }
  url.search = writeQuery(query);
  return url;
}

/**
 * The parameters of a query by name. A list is sent as one parameter for each item, and a time as RFC 3339. Undefined
 * parameters are left out.
 */
export type Query = Readonly<Record<string, QueryValue>>;

type QueryValue = string | number | Timestamp | readonly string[] | undefined;

/** Writes a query as it is sent, percent-encoded. */
function writeQuery(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const text of toTexts(value)) parameters.append(name, text);
  }
  return parameters.toString();
}

function toTexts(value: QueryValue): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  return "nanos" in value ? [timestampToIso(value)] : value;
}
