/** The gate that every reply and frame passes. Levers can close it. */
export interface Gate {
  /** True while the exchange cannot be reached. */
  isDown(): boolean;
  /** True while replies are held. */
  isHeld(): boolean;
  /** Runs `send` at once. While replies are held, queues it until the release, in order. */
  pass(send: () => void): void;
  /** Holds replies, and returns their release. */
  hold(): () => void;
  /** Takes the exchange down, and returns the function that brings it up again. */
  takeDown(): () => void;
}

export function createGate(): Gate {
  const holds = new Set<symbol>();
  const outages = new Set<symbol>();
  let waiting: (() => void)[] = [];
  const enter = (reasons: Set<symbol>, left: () => void): (() => void) => {
    const reason = Symbol("reason");
    reasons.add(reason);
    return () => {
      if (reasons.delete(reason) && reasons.size === 0) left();
    };
  };
  const flush = (): void => {
    const sends = waiting;
    waiting = [];
    for (const send of sends) send();
  };
  return {
    isDown: () => outages.size > 0,
    isHeld: () => holds.size > 0,
    pass: (send) => {
      if (holds.size > 0) waiting.push(send);
      else send();
    },
    hold: () => enter(holds, flush),
    takeDown: () => enter(outages, () => {}),
  };
}
