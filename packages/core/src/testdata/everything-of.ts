import { inspect } from "node:util";

/** Returns everything that a person or a log could see of an error, as one text. */
export function everythingOf(error: Error): string {
  return [
    error.message,
    error.stack,
    String(error),
    JSON.stringify(error),
    inspect(error),
    inspect(error, { depth: 20, showHidden: true, getters: true }),
    inspect(error.cause, { depth: 20, showHidden: true }),
  ].join("\n");
}
