import type { Timestamp } from "../cqc/messages.ts";
import { timestampToIso } from "../values/timestamp.ts";

/** The parameters of a query by name. A list repeats its name, a time is written in RFC 3339, undefined is left out. */
export type Query = Readonly<Record<string, QueryValue>>;

type QueryValue = string | number | Timestamp | readonly string[] | undefined;

/** A query as it is sent, percent-encoded. */
export function writeQuery(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const text of toTexts(value)) parameters.append(name, text);
  }
  return parameters.toString();
}

function toTexts(value: QueryValue): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  return "nanos" in value ? [timestampToIso(value)] : value;
}
