import type { CryptoProvider } from "./crypto-provider.ts";
import { loadNodeModules } from "./node-crypto.ts";
import { createNodeProvider } from "./node-provider.ts";
import { createWebProvider } from "./web-provider.ts";

/** Returns the provider over node:crypto, or over WebCrypto and @noble/hashes when the runtime has no node:crypto. */
export function defaultProvider(): CryptoProvider {
  const modules = loadNodeModules();
  return modules === undefined ? createWebProvider(globalThis.crypto?.subtle) : createNodeProvider(modules);
}
