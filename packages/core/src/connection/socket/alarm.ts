import type { Clock } from "../../contract/runtime.ts";

/**
 * The one timer of a connection. Setting it only ever moves it earlier, so a frame that arrives never touches a timer. When it
 * rings, `ring` returns the next due time.
 */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => number;
  #timer = new AbortController();
  #dueMs = Number.POSITIVE_INFINITY;
  #stopped = false;

  /** @param ring returns the monotonic time of the next ring, or `Infinity` for never; must not throw */
  constructor(clock: Clock, ring: () => number) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at this monotonic time or earlier. */
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
