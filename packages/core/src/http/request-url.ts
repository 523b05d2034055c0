import { type CallContext, invalidInput } from "../errors/invalid-input.ts";
import { type Query, writeQuery } from "./query.ts";

const SEGMENT = /^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/;

/**
 * Builds a URL from checked path segments. A segment such as ".." or "a/b" would change which endpoint is called, so each
 * is plain text, and the path that comes out has to be the path that went in.
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
