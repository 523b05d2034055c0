import type { Logger } from "../contract/runtime.ts";

type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Names under which a secret could appear; CQVX logs none of them, and this is the second lock on that door. */
const REDACTED = ["authorization", "secret", "privateKey", "passphrase", "token", "apiKey", "signature"];

const STDERR = 2;

/** Logs nothing. */
export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Pino to stderr, warnings and errors, loaded when there is a first thing to say. */
export function createDefaultLogger(): Logger {
  let loading: Promise<Logger> | undefined;
  const write =
    (level: "warn" | "error"): Write =>
    (fields, message) => {
      loading ??= loadPino();
      // Where pino cannot load, a library has no better place to complain.
      loading.then((logger) => logger[level](fields, message)).catch(() => {});
    };
  return { ...silentLogger, warn: write("warn"), error: write("error") };
}

async function loadPino(): Promise<Logger> {
  const { pino } = await import("pino");
  const options = {
    name: "cqvx",
    level: "warn",
    redact: [...REDACTED, ...REDACTED.map((name) => `*.${name}`)],
  };
  // Pino's browser build has no destinations and writes to the console.
  const toStderr = typeof pino.destination === "function";
  const logger: Logger = toStderr ? pino(options, pino.destination(STDERR)) : pino(options);
  return logger;
}

/** A logger that throws must not break the call it reports on. */
export function guardLogger(logger: Logger): Logger {
  const guard =
    (level: keyof Logger): Write =>
    (fields, message) => {
      try {
        logger[level](fields, message);
      } catch {
        // Nowhere to report it.
      }
    };
  return { debug: guard("debug"), info: guard("info"), warn: guard("warn"), error: guard("error") };
}
