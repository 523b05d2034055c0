import type { Logger } from "../contract/runtime.ts";

/** Where warnings go in browsers, which have no stderr: pino would bring 5 kB for the same. */
export const fallbackLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: (fields, message) => console.warn(message, fields),
  error: (fields, message) => console.error(message, fields),
};
