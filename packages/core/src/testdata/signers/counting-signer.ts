import type { Signer, SigningRequest } from "../../contract/signer.ts";

export interface CountingSigner extends Signer {
  /** The requests to sign so far. */
  readonly requests: readonly SigningRequest[];
}

/** Creates a signer that records its requests and numbers its signatures. */
export function countingSigner(headers: Readonly<Record<string, string>> = {}): CountingSigner {
  const requests: SigningRequest[] = [];
  return {
    requests,
    sign: (request) => {
      requests.push(request);
      return { "x-signature": `signature-number-${requests.length}`, ...headers };
    },
  };
}
