import type { Signer } from "../../contract/signer.ts";

/** What happened at a signer and at the network, in order: "sign 1", "signed 1", "sent 1". */
export type NonceLog = string[];

/** A signer whose nonce grows. It takes its time to sign, as the test says for each nonce. */
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
