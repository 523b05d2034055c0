import type { CryptoProvider } from "./crypto-provider.ts";
import { loadNodeModules } from "./node-crypto.ts";
import { createNodeProvider } from "./node-provider.ts";
import { createWebProvider } from "./web-provider.ts";

/** node:crypto where there is one, else WebCrypto and @noble/hashes. */
export function defaultProvider(): CryptoProvider {
  const modules = loadNodeModules();
  return modules === undefined ? createWebProvider(globalThis.crypto?.subtle) : createNodeProvider(modules);
}
