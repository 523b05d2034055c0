import { readFile } from "node:fs/promises";

/** A stored reply of a venue, with its kind and a note. */
export interface Sample {
  readonly name: string;
  readonly kind: string;
  /** The parsed reply. Numbers are the text from the file. */
  readonly input: unknown;
  /** The reply as JSON text, with the digits of every number. */
  readonly text: string;
  readonly status: number;
  readonly note: string;
}

/** Reads a sample file. Returns undefined when the file has another form. */
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

/** Parses JSON and passes the source text of each value. The types of `JSON.parse` lack that argument. */
function parse(text: string, revive: Reviver): unknown {
  const withSource = (key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    revive(key, value, context?.source ?? "");
  return JSON.parse(text, withSource);
}

/** Returns a value that `JSON.stringify` writes as this text. */
function rawJson(source: string): unknown {
  const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };
  return rawJSON(source);
}
