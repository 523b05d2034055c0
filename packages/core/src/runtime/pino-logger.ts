import { pino } from "pino";
import type { Logger } from "../contract/runtime.ts";

/** Field names that could hold a secret. CQVX logs none of them, and redacts them in case it ever does. */
const REDACTED = ["authorization", "secret", "privateKey", "passphrase", "token", "apiKey", "signature"];

const STDERR = 2;

/** The default logger: warnings and errors go to stderr. The package's `browser` field replaces it by `console-logger.ts`. */
export const fallbackLogger: Logger = pino(
  { name: "cqvx", level: "warn", redact: [...REDACTED, ...REDACTED.map((name) => `*.${name}`)] },
  pino.destination(STDERR),
);
