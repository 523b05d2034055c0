import type { Signer, SigningRequest } from "../../contract/signer.ts";

export interface CountingSigner extends Signer {
  /** What it was asked to sign. */
  readonly requests: readonly SigningRequest[];
}

/** A signer that keeps what it signed; its signatures are numbered. */
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
