import { pino } from "pino";
import type { Logger } from "../contract/runtime.ts";

/** Names under which a secret could appear; CQVX logs none of them, and this is the second lock on that door. */
const REDACTED = ["authorization", "secret", "privateKey", "passphrase", "token", "apiKey", "signature"];

const STDERR = 2;

/** Where warnings go when the caller gives no logger. The package's `browser` field puts `console-logger.ts` in its place. */
export const fallbackLogger: Logger = pino(
  { name: "cqvx", level: "warn", redact: [...REDACTED, ...REDACTED.map((name) => `*.${name}`)] },
  pino.destination(STDERR),
);
