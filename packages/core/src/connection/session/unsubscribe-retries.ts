import { type Backoff, createBackoff } from "../topics/backoff.ts";
import type { StreamContext } from "../topics/stream-context.ts";
import type { ControlHost } from "./control-host.ts";

/** Refusals in a row to unsubscribe, after which a topic that has to be subscribed again gets a new connection. */
const REFUSALS_SURVIVED = 3;

/** The retries of unsubscriptions that the venue refused or that could not be sent. */
export class UnsubscribeRetries {
  readonly #context: StreamContext;
  readonly #host: ControlHost;
  readonly #backoff: Backoff;
  #atMs = 0;
  #refusals = 0;

  constructor(context: StreamContext, host: ControlHost) {
    this.#context = context;
    this.#host = host;
    this.#backoff = createBackoff(context.runtime.random);
  }

  /** The monotonic time before which nothing is unsubscribed. */
  get atMs(): number {
    return this.#atMs;
  }

  /** Counts a refusal. Returns true when there were too many in a row. */
  countRefusal(): boolean {
    this.#refusals += 1;
    return this.#refusals > REFUSALS_SURVIVED;
  }

  /** Notes that a subscription ended. */
  reset(): void {
    this.#refusals = 0;
  }

  postpone(): void {
    this.#atMs = this.#context.runtime.clock.monotonic() + Math.max(this.#backoff.next(0), 1);
    this.#host.ringBy(this.#atMs);
  }
}
