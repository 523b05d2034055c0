import * as buffer from "node:buffer";
import * as crypto from "node:crypto";
import type { CryptoProvider } from "../crypto/crypto-provider.ts";
import { createNodeProvider } from "../crypto/node-provider.ts";
import { createWebProvider } from "../crypto/web-provider.ts";

/** Both providers. Every signer must behave the same over each of them. */
export const PROVIDERS: readonly { readonly name: string; readonly provider: CryptoProvider }[] = [
  { name: "node:crypto", provider: createNodeProvider({ crypto, buffer }) },
  { name: "WebCrypto", provider: createWebProvider(globalThis.crypto.subtle) },
];
