import type { Role } from "../workspace/packages.ts";

/** `venues` stands for every venue package, `tooling` for every private one. */
export type Importable =
  | "@cqvx/core"
  | "@cqvx/core/in-memory"
  | "@cqvx/core/redis"
  | "@cqvx/core/streams"
  | "@cqvx/core/venue"
  | "@cqvx/auth"
  | "@cqvx/mock"
  | "@cqvx/mock/contract"
  | "venues"
  | "tooling";

/**
 * Which packages of the workspace a package may import, by the part it plays:
 * examples → venues, mock; venue → core, core/venue, auth; mock → core, core/in-memory; auth → core; core → third parties.
 */
export const ALLOWED_IMPORTS: Readonly<Record<Role, readonly Importable[]>> = {
  core: [],
  auth: ["@cqvx/core"],
  mock: ["@cqvx/core", "@cqvx/core/in-memory"],
  venue: ["@cqvx/core", "@cqvx/core/venue", "@cqvx/core/streams", "@cqvx/auth"],
  // An example is not published, and needs a venue that answers without keys: the sandbox.
  example: ["venues", "@cqvx/core/redis", "@cqvx/mock", "tooling"],
  tooling: [
    "@cqvx/core",
    "@cqvx/core/redis",
    "@cqvx/core/streams",
    "@cqvx/core/venue",
    "@cqvx/auth",
    "@cqvx/mock",
    "@cqvx/mock/contract",
    "venues",
    "tooling",
  ],
};

/** What tests may import beyond that. A venue's tests still import no other venue. */
export const TESTS_MAY_IMPORT: readonly Importable[] = ["@cqvx/mock", "@cqvx/mock/contract", "tooling"];

/** The sandbox proves the clients, so it shares no code with them: its signatures and messages are its own. */
export const SANDBOX = { name: "@cqvx/sandbox", allowed: [] as readonly Importable[] };

/** Libraries that are imported in one obvious place each, outside tests: library → folders. */
export const ONE_PLACE: Readonly<Record<string, readonly string[]>> = {
  "@noble/hashes": ["packages/auth/src/"],
  // The packages do exact arithmetic on integers; the tools that judge them use a library instead.
  "big.js": ["tooling/"],
  cockatiel: ["packages/core/src/http/"],
  "isomorphic-ws": ["packages/core/src/connection/"],
  jose: ["packages/auth/src/"],

  pino: ["packages/core/src/runtime/"],
};

/** Folders that import nothing but themselves and the folders named, tests included: folder → folders. */
export const CLOSED_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  // Every venue's wire format is put over this exchange, so it imports no venue, no HTTP and no sockets.
  "tooling/sandbox/src/exchange/": ["tooling/sandbox/src/numbers/", "tooling/sandbox/src/time/"],
};
