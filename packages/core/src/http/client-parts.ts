import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import type { CallRunner } from "./venue-call.ts";

/** What the methods of every client work with, whatever they reach their venue by. */
export interface ClientParts {
  readonly venue: string;
  readonly calls: CallRunner;
  readonly runtime: ResolvedRuntime;
  readonly config: {
    /** Milliseconds that `cancelOrder` and `editOrder` look for their effect. */
    readonly cancelMs: number;
  };
}
