import type { Logger } from "../contract/runtime.ts";

type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** A logger that discards everything. */
export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Creates the default logger: pino to stderr for warnings and errors, or the console in browsers. It loads on first use. */
export function createDefaultLogger(): Logger {
  let loading: Promise<Logger> | undefined;
  const write =
    (level: "warn" | "error"): Write =>
    (fields, message) => {
      loading ??= import("./pino-logger.ts").then(({ fallbackLogger }) => fallbackLogger);
      // When the logger cannot load, there is no other place to report it.
      loading.then((logger) => logger[level](fields, message)).catch(() => {});
    };
  return { ...silentLogger, warn: write("warn"), error: write("error") };
}

/** Wraps a logger so that its errors do not break the call that logs. */
export function guardLogger(logger: Logger): Logger {
  const guard =
    (level: keyof Logger): Write =>
    (fields, message) => {
      try {
        logger[level](fields, message);
      } catch {
        // There is no place to report it.
      }
    };
  return { debug: guard("debug"), info: guard("info"), warn: guard("warn"), error: guard("error") };
}
