import { performance } from "node:perf_hooks";
import type { Contender, Differences } from "./contender.ts";
import { createWorkload, type WorkloadSize } from "./workload.ts";

/** What one process has measured. Times are in microseconds a frame, but for the first. */
export interface Measurement {
  readonly snapshotMs: number;
  /** Of the thread's processor time, the engine's own work included: what else runs on the machine is not in it. */
  readonly cost: number;
  /** Half of the frames were done in this time by the clock. */
  readonly median: number;
  readonly p99: number;
  /** Undefined when there is no book to compare. */
  readonly differences?: Differences | undefined;
}

/** Frames before those that count, but not more than half: the engine compiles what it runs often. */
const WARM_UP = 5_000;

/** Gives a contender every frame. The frames are made before, so that only what it does with them is in the times. */
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
