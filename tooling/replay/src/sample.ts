import { readFile } from "node:fs/promises";

/** A stored reply of a venue: what kind it is, the reply itself, and what is known about it. */
export interface Sample {
  readonly name: string;
  readonly kind: string;
  /** The parsed reply, for looking things up in, with numbers as the text they were written in. */
  readonly input: unknown;
  /** The reply as text, with every number as it was written. */
  readonly text: string;
  readonly status: number;
  readonly note: string;
}

/** Reads a sample file; undefined when it is not one. */
export async function readSample(path: string, name: string): Promise<Sample | undefined> {
  const text = await readFile(path, "utf8");
  const parsed: unknown = parse(text, (_key, value, source) => (typeof value === "number" ? source : value));
  if (typeof parsed !== "object" || parsed === null || !("kind" in parsed) || !("input" in parsed))
    return undefined;
  const exact = parse(text, (_key, value, source) => (typeof value === "number" ? rawJson(source) : value));
  const input = (exact as { readonly input: unknown }).input;
  const status = "http_status" in parsed ? Number(parsed.http_status) : defaultStatus(String(parsed.kind));
  return {
    name,
    kind: String(parsed.kind),
    input: parsed.input,
    text: typeof input === "string" ? input : JSON.stringify(input),
    status,
    note: "note" in parsed ? String(parsed.note) : "",
  };
}

function defaultStatus(kind: string): number {
  return /error/.test(kind) ? 500 : 200;
}

type Reviver = (key: string, value: unknown, source: string) => unknown;

/** JSON.parse with the source text of each value, which the compiler's library does not know of yet. */
function parse(text: string, revive: Reviver): unknown {
  const withSource = (key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    revive(key, value, context?.source ?? "");
  return JSON.parse(text, withSource);
}

/** A number that is written out as this text. */
function rawJson(source: string): unknown {
  const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };
  return rawJSON(source);
}
