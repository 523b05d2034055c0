import type { Clock } from "../contract/runtime.ts";

/**
 * One timer for everything that a connection waits for. It is only ever set to something earlier; whoever has a later time
 * in mind by then says so when it rings. So a frame that comes in never touches a timer.
 */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => number;
  #timer = new AbortController();
  #dueMs = Number.POSITIVE_INFINITY;
  #stopped = false;

  /** `ring` answers when to ring next, as a monotonic time; never is `Infinity`. It must not throw. */
  constructor(clock: Clock, ring: () => number) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at this monotonic time, or earlier. */
  by(dueMs: number): void {
    if (this.#stopped || dueMs >= this.#dueMs) return;
    this.#timer.abort();
    const timer = new AbortController();
    this.#timer = timer;
    this.#dueMs = dueMs;
    this.#clock.sleep(Math.max(0, dueMs - this.#clock.monotonic()), timer.signal).then(
      () => {
        if (timer.signal.aborted) return;
        this.#dueMs = Number.POSITIVE_INFINITY;
        this.by(this.#ring());
      },
      () => {},
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#timer.abort();
  }
}
