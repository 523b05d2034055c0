import type * as BufferModule from "node:buffer";
import type * as CryptoModule from "node:crypto";

/** The modules of Node that its provider uses. */
export interface NodeModules {
  readonly crypto: typeof CryptoModule;
  readonly buffer: typeof BufferModule;
}

/**
 * The modules of Node, or undefined where there are none. No import names them, so a bundle for browsers neither fails
 * on them nor carries a substitute.
 */
export function loadNodeModules(): NodeModules | undefined {
  const { process } = globalThis;
  const crypto = process?.getBuiltinModule?.("node:crypto");
  const buffer = process?.getBuiltinModule?.("node:buffer");
  return crypto && buffer && { crypto, buffer };
}
