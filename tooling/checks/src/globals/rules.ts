/**
 * The globals that bypass `Runtime`, which provides time, randomness, the network, the environment and the output. A name
 * includes its properties: `process` also forbids `process.env`.
 */
export const FORBIDDEN_GLOBALS: ReadonlySet<string> = new Set([
  // A timer that no injected clock can control.
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

/** The names of the global object. */
export const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(["globalThis", "global", "self", "window"]);

/** The files and folders that may use these globals. A folder ends with a slash. */
export const ALLOWED_PLACES: readonly string[] = [
  "packages/core/src/runtime/",
  // Gets Node's cryptography from `process`, because an import would break bundles for browsers.
  "packages/auth/src/crypto/node-crypto.ts",
];
