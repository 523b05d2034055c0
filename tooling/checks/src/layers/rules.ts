import type { Role } from "../workspace/packages.ts";

/** An import that a rule can allow. `venues` is every venue package, and `tooling` is every package under tooling/. */
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
 * The packages of the workspace that a package may import, by its role:
 * examples → venues, mock; venue → core, core/venue, auth; mock → core, core/in-memory; auth → core; core → third parties.
 */
export const ALLOWED_IMPORTS: Readonly<Record<Role, readonly Importable[]>> = {
  core: [],
  auth: ["@cqvx/core"],
  mock: ["@cqvx/core", "@cqvx/core/in-memory"],
  venue: ["@cqvx/core", "@cqvx/core/venue", "@cqvx/core/streams", "@cqvx/auth"],
  // An example is not published. It needs the sandbox, which is a venue that works without keys.
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

/** The additional imports that tests may use. A venue's tests still import no other venue. */
export const TESTS_MAY_IMPORT: readonly Importable[] = ["@cqvx/mock", "@cqvx/mock/contract", "tooling"];

/** The imports of the sandbox. It tests the clients, so it shares no code with them, not even for signatures and messages. */
export const SANDBOX = { name: "@cqvx/sandbox", allowed: [] as readonly Importable[] };

/** The only folders that may import a library, outside tests. */
export const ONE_PLACE: Readonly<Record<string, readonly string[]>> = {
  "@noble/hashes": ["packages/auth/src/"],
  // The packages calculate with integers. The tools that test them use a library instead.
  "big.js": ["tooling/"],
  "isomorphic-ws": ["packages/core/src/connection/"],
  jose: ["packages/auth/src/"],
  pino: ["packages/core/src/runtime/"],
};

/**
 * The order of a package's folders, lowest layer first. A listed folder imports only folders of lower layers, and neither
 * a folder of its own layer nor one that is not listed. Files beside the folders and tests are free. Imports of types count.
 */
export const FOLDER_ORDERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "packages/core/src/": [
    ["errors", "gen"],
    ["cqc"],
    ["contract"],
    ["runtime", "values"],
    ["validation"],
    ["iterate", "normalize", "order-book", "products", "rate-limit"],
    ["http"],
    ["connection", "order-changes", "orders"],
    ["feeds"],
    ["subscribers"],
    ["methods"],
    ["venue"],
  ],
  // The exchange is the same for every venue, so it imports no folder of a venue, such as coinbase/.
  "tooling/sandbox/src/": [["numbers", "time"], ["exchange"]],
};
