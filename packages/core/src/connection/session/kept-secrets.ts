import type { FrameSignature } from "../../contract/signer.ts";
import { safeText } from "../../errors/safe-text.ts";
import type { StreamAnswer, StreamRefusal } from "../protocol/socket-protocol.ts";
import type { Loss } from "../topics/topic-sink.ts";

/** Values that are kept. An error message could echo each of them. The oldest are dropped first. */
const MOST = 1024;

/** The secrets of the latest signed frames of one connection. Masks them in the venue's messages. */
export class KeptSecrets {
  #values: readonly string[] = [];

  keep(signature: FrameSignature | undefined): void {
    this.#values = [...Object.values(signature ?? {}).map(String), ...this.#values].slice(0, MOST);
  }

  /** Returns the loss without secrets in its reason. */
  maskLoss({ code, reason }: Loss): Loss {
    return { code, reason: safeText(reason, this.#values) };
  }

  /** Returns the answer without secrets in its refusals. */
  maskAnswer({ refused, ...answer }: StreamAnswer): StreamAnswer {
    return {
      ...answer,
      refused: refused?.map((each) => ({ ...each, refusal: this.mask(each.refusal) })),
    };
  }

  /** Returns the refusal without secrets. Its reason is one line of limited length. */
  mask({ kind, code, reason }: StreamRefusal): StreamRefusal {
    const safe = safeText(reason, this.#values) || "the venue gave no reason";
    return { kind, code: code === undefined ? undefined : safeText(code, this.#values, 80), reason: safe };
  }
}
