import type { Signer } from "../../contract/signer.ts";

/** The events at a signer and at the network, in order: "sign 1", "signed 1", "sent 1". */
export type NonceLog = string[];

/** Creates a signer with an increasing nonce. The test sets the duration of each signature. */
export function nonceSigner(
  log: NonceLog,
  work: (nonce: number) => Promise<void> | void,
  inOrder: boolean | undefined = true,
): Signer {
  let latest = 0;
  return {
    inOrder,
    sign: async () => {
      const nonce = ++latest;
      log.push(`sign ${nonce}`);
      await work(nonce);
      log.push(`signed ${nonce}`);
      return { "x-nonce": String(nonce) };
    },
  };
}
