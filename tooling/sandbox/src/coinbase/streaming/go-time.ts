import type { Clock } from "../../time/clock.ts";

/** Times as Coinbase's streams write them, which are written in Go. Times of one millisecond ascend. */
export interface GoTime {
  /** Returns RFC 3339 with up to nine decimals, without trailing zeros: "2026-01-05T12:00:00.000000895Z". */
  timestamp(): string;
  /** Returns a time in Go's own text format, with the seconds that the process has run. It is not RFC 3339. */
  currentTime(): string;
}

/** Nanoseconds between two times of one millisecond. Odd, so that the ninth decimal is seldom a zero. */
const STEP_NANOSECONDS = 997;
const NANOSECONDS = 1_000_000;

export function createGoTime(clock: Clock): GoTime {
  const startedMs = clock.now();
  let previousMs = Number.NaN;
  let within = 0;
  const next = (): { readonly ms: number; readonly decimals: string } => {
    const ms = Math.trunc(clock.now());
    within = ms === previousMs ? Math.min(within + STEP_NANOSECONDS, NANOSECONDS - 1) : STEP_NANOSECONDS;
    previousMs = ms;
    const milliseconds = new Date(ms).toISOString().slice(20, 23);
    return { ms, decimals: `${milliseconds}${String(within).padStart(6, "0")}` };
  };
  return {
    timestamp() {
      const { ms, decimals } = next();
      return `${new Date(ms).toISOString().slice(0, 19)}.${decimals.replace(/0+$/, "")}Z`;
    },
    currentTime() {
      const { ms, decimals } = next();
      const [date = "", time = ""] = new Date(ms).toISOString().slice(0, 19).split("T");
      const running = ((ms - startedMs) / 1_000).toFixed(9);
      return `${date} ${time}.${decimals} +0000 UTC m=+${running}`;
    },
  };
}
