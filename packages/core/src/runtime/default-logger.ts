import type { Logger } from "../contract/runtime.ts";

type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Logs nothing. */
export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Warnings and errors by pino to stderr, in browsers to the console; loaded when there is a first thing to say. */
export function createDefaultLogger(): Logger {
  let loading: Promise<Logger> | undefined;
  const write =
    (level: "warn" | "error"): Write =>
    (fields, message) => {
      loading ??= import("./pino-logger.ts").then(({ fallbackLogger }) => fallbackLogger);
      // Where it cannot load, a library has no better place to complain.
      loading.then((logger) => logger[level](fields, message)).catch(() => {});
    };
  return { ...silentLogger, warn: write("warn"), error: write("error") };
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
