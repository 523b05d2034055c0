import type { SocketProtocol } from "../protocol/socket-protocol.ts";

/** The times of one connection: its last frame, its next ping, and the silence that ends it. All are monotonic. */
export class Liveness {
  readonly #protocol: Pick<SocketProtocol, "silenceMs" | "pingMs">;
  #openedAtMs = 0;
  #lastFrameMs = 0;
  #pingAtMs = Number.POSITIVE_INFINITY;

  constructor(protocol: Pick<SocketProtocol, "silenceMs" | "pingMs">) {
    this.#protocol = protocol;
  }

  open(nowMs: number): void {
    this.#openedAtMs = nowMs;
    this.#lastFrameMs = nowMs;
  }

  receive(nowMs: number): void {
    this.#lastFrameMs = nowMs;
  }

  isSilent(nowMs: number): boolean {
    return nowMs - this.#lastFrameMs >= this.#protocol.silenceMs;
  }

  /** Schedules the next ping, if the protocol has pings. */
  schedulePing(nowMs: number): void {
    const { pingMs } = this.#protocol;
    if (pingMs !== undefined) this.#pingAtMs = nowMs + pingMs;
  }

  isPingDue(nowMs: number): boolean {
    return nowMs >= this.#pingAtMs;
  }

  /** The time of the next ping; infinite before the first is scheduled. */
  get pingAtMs(): number {
    return this.#pingAtMs;
  }

  /** The time of the next ping or of the silence that ends the connection. */
  get dueMs(): number {
    return Math.min(this.#lastFrameMs + this.#protocol.silenceMs, this.#pingAtMs);
  }

  /** Milliseconds from the opening to the last frame. */
  get stableMs(): number {
    return this.#lastFrameMs - this.#openedAtMs;
  }
}
