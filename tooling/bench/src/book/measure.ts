import { performance } from "node:perf_hooks";
import type { Contender, Differences } from "./contender.ts";
import { createWorkload, type WorkloadSize } from "./workload.ts";

/** The measurement of one process. */
export interface Measurement {
  /** Milliseconds for the snapshot. */
  readonly snapshotMs: number;
  /** Processor time of the thread in microseconds a frame. Includes the engine's own work, but no other work of the machine. */
  readonly cost: number;
  /** Median time of a frame by the clock, in microseconds. */
  readonly median: number;
  /** 99th percentile of the time of a frame by the clock, in microseconds. */
  readonly p99: number;
  /** Undefined when the contender keeps no book. */
  readonly differences?: Differences | undefined;
}

/** The number of first frames that are not measured, at most half of all. The engine compiles frequent code during them. */
const WARM_UP = 5_000;

/** Measures a contender on every frame. The frames are created before, so that the times include only the contender's work. */
export async function measure(contender: Contender, size: WorkloadSize): Promise<Measurement> {
  const { snapshot, updates, truth } = createWorkload(size, contender.messagesBefore);
  const snapshotMs = timeOf(() => contender.take(snapshot));
  await contender.ready();
  const warmUp = Math.min(WARM_UP, Math.floor(updates.length / 2));
  for (const frame of updates.slice(0, warmUp)) contender.take(frame);
  const counted = updates.slice(warmUp);
  const times = new Float64Array(counted.length);
  const before = process.threadCpuUsage();
  for (const [index, frame] of counted.entries()) times[index] = timeOf(() => contender.take(frame));
  const { user, system } = process.threadCpuUsage(before);
  times.sort();
  return {
    snapshotMs,
    cost: (user + system) / counted.length,
    median: (times[Math.floor(times.length / 2)] ?? Number.NaN) * 1_000,
    p99: (times[Math.floor(times.length * 0.99)] ?? Number.NaN) * 1_000,
    differences: await contender.finish(truth),
  };
}

function timeOf(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
