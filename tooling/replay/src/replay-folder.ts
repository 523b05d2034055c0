import { readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { isVenueError } from "@cqvx/coinbase";
import { COINBASE_EXERCISES } from "./coinbase/exercises.ts";
import type { Exercise, Exercises } from "./exercise.ts";
import { findProblems } from "./find-problems.ts";
import { readSample, type Sample } from "./sample.ts";

/** The result of one sample. `not offered` means that the client has no method for its kind. */
export interface Outcome {
  readonly name: string;
  readonly kind: string;
  readonly verdict: "ok" | "FAIL" | "not offered";
  readonly detail: string;
}

/** Exercises by venue. Two venues can use one kind for replies of different shapes. */
const EXERCISES: Readonly<Record<Venue, Exercises>> = {
  coinbase: COINBASE_EXERCISES,
  prime: {},
  falconx: {},
  fordefi: {},
};

export type Venue = "coinbase" | "prime" | "falconx" | "fordefi";

export function isVenue(name: string): name is Venue {
  return Object.hasOwn(EXERCISES, name);
}

/** Feeds every sample of a folder through a venue's client, in order of file name. The default venue is the name of the folder, or Coinbase. */
export async function replayFolder(folder: string, venue: Venue = venueOf(folder)): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const name of (await readdir(folder)).sort()) {
    if (!name.endsWith(".json")) continue;
    const sample = await readSample(join(folder, name), name);
    outcomes.push(sample === undefined ? notASample(name) : await replay(sample, EXERCISES[venue]));
  }
  return outcomes;
}

function venueOf(folder: string): Venue {
  const name = basename(resolve(folder));
  return isVenue(name) ? name : "coinbase";
}

function notASample(name: string): Outcome {
  return { name, kind: "", verdict: "FAIL", detail: "not a {kind, input} file" };
}

async function replay(sample: Sample, exercises: Exercises): Promise<Outcome> {
  const { name, kind } = sample;
  const exercise = Object.hasOwn(exercises, kind) ? exercises[kind] : undefined;
  if (exercise === undefined) return { name, kind, verdict: "not offered", detail: "" };
  try {
    return judgeResult(sample, await exercise.run(sample), exercise);
  } catch (error) {
    return judgeError(sample, error, exercise);
  }
}

function judgeResult(sample: Sample, result: unknown, exercise: Exercise): Outcome {
  const { name, kind } = sample;
  if (exercise.isRefusal?.(sample))
    return { name, kind, verdict: "FAIL", detail: "the client read a refusal as a result" };
  const problems = findProblems(result, sample.input, sample.note, exercise.derive?.(sample));
  if (problems.length > 0) return { name, kind, verdict: "FAIL", detail: problems.join("; ") };
  return { name, kind, verdict: "ok", detail: summary(result) };
}

function judgeError(sample: Sample, error: unknown, exercise: Exercise): Outcome {
  const { name, kind } = sample;
  const expected = exercise.isRefusal?.(sample) === true && isVenueError(error);
  const detail = error instanceof Error ? error.message : String(error);
  return {
    name,
    kind,
    verdict: expected ? "ok" : "FAIL",
    detail: isVenueError(error) ? detail : `not a VenueError: ${detail}`,
  };
}

function summary(result: unknown): string {
  const text = JSON.stringify(result) ?? "";
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
