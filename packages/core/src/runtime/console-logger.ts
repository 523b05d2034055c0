import type { Logger } from "../contract/runtime.ts";

/** The default logger of browsers: warnings and errors go to the console. pino would add 5 kB for the same. */
export const fallbackLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: (fields, message) => console.warn(message, fields),
  error: (fields, message) => console.error(message, fields),
};
