import type { CallContext } from "../../errors/call-context.ts";
import { invalidInput } from "../../errors/invalid-input.ts";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** The pattern of an origin. It matches the raw text, because a URL parser resolves "/.." and drops surplus slashes. */
const ORIGIN = /^[^/]+:\/\/[^/?#]+\/?$/;

/** The secure scheme of each family, and the plain scheme that is allowed for loopback only. */
const SCHEMES = { http: ["https:", "http:"], ws: ["wss:", "ws:"] } as const;

/**
 * Checks an origin of the configuration: scheme, host and port, nothing else. Throws `invalidInput` with the field's name.
 * The error leaves out the value, because it may hold a password.
 */
export function checkOrigin(
  value: unknown,
  field: string,
  call: CallContext,
  family: keyof typeof SCHEMES = "http",
): URL {
  const [secure, plain] = SCHEMES[family];
  if (typeof value !== "string" || !/^[\x21-\x7e]+$/.test(value) || value.includes("\\")) {
    throw invalidInput(call, field, "must be a URL in ASCII without spaces or backslashes");
  }
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !value.toLowerCase().startsWith(`${url.protocol}//`)) {
    throw invalidInput(call, field, `must be a URL such as ${secure}//api.example.com`);
  }
  if (url.protocol !== secure && !(url.protocol === plain && LOOPBACK.test(url.hostname))) {
    throw invalidInput(call, field, `must use ${secure}// (${plain}// only to loopback)`);
  }
  if (url.username !== "" || url.password !== "" || value.includes("@")) {
    throw invalidInput(call, field, "must not hold a user or password");
  }
  if (!ORIGIN.test(value)) {
    throw invalidInput(call, field, "must be an origin: no path, query or fragment");
  }
  return url;
}
