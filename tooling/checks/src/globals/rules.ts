/**
 * Time, randomness, the network, the environment and the output come from `Runtime`. These names reach around it. A name
 * stands for all that hangs below it: `process` also for `process.env`.
 */
export const FORBIDDEN_GLOBALS: ReadonlySet<string> = new Set([
  // An AbortSignal.timeout is a timer that no injected clock can move.
  "AbortSignal.timeout",
  "Date.now",
  "Math.random",
  "WebSocket",
  "clearInterval",
  "clearTimeout",
  "console",
  "crypto.getRandomValues",
  "crypto.randomUUID",
  "fetch",
  "performance",
  "process",
  "queueMicrotask",
  "setImmediate",
  "setInterval",
  "setTimeout",
]);

/** The names under which the global object is reached. */
export const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(["globalThis", "global", "self", "window"]);

/** Where they may be used: folders end in a slash. */
export const ALLOWED_PLACES: readonly string[] = [
  "packages/core/src/runtime/",
  // Asks Node for its own cryptography, without an import that a bundle for browsers would fail on.
  "packages/auth/src/crypto/node-crypto.ts",
];
