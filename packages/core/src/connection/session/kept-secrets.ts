import type { FrameSignature } from "../../contract/signer.ts";
import { safeText } from "../../errors/safe-text.ts";
import type { Loss } from "../topic-sink.ts";
import type { StreamRefusal } from "./socket-protocol.ts";

/** Values that an error message could echo. Those of older frames are forgotten. */
const MOST = 1024;

/** What authenticated the latest frames of one connection. */
export class KeptSecrets {
  #values: readonly string[] = [];

  keep(signature: FrameSignature | undefined): void {
    this.#values = [...Object.values(signature ?? {}).map(String), ...this.#values].slice(0, MOST);
  }

  /** Returns a loss in words that quote nothing of what authenticated a frame. */
  maskLoss({ code, reason }: Loss): Loss {
    return { code, reason: safeText(reason, this.#values) };
  }

  /** Returns a refusal in one line, capped, and without what authenticated a frame. */
  mask({ kind, code, reason }: StreamRefusal): StreamRefusal {
    const words = safeText(reason, this.#values) || "the venue gave no reason";
    return { kind, code: code === undefined ? undefined : safeText(code, this.#values, 80), reason: words };
  }
}
