import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A stored reply of Coinbase, or bodies that Coinbase takes: its documented shape with values of our own. */
export interface Fixture {
  readonly name: string;
  readonly kind: string;
  readonly input: Json;
  readonly status: number;
}

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export type JsonFields = { readonly [name: string]: Json };

export function readFixture(name: string): Fixture {
  const stored: { kind: string; input: Json; http_status?: number } = JSON.parse(
    readFileSync(join(import.meta.dirname, `${name}.json`), "utf8"),
  );
  return { name, kind: stored.kind, input: stored.input, status: stored.http_status ?? 200 };
}

/** Every fixture of these kinds. */
export function fixturesOf(...kinds: readonly string[]): readonly Fixture[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(".json"))
    .map((file) => readFixture(file.slice(0, -".json".length)))
    .filter(({ kind }) => kinds.includes(kind));
}

/** The object that a path leads to. */
export function fieldsAt(value: Json, ...path: readonly (string | number)[]): JsonFields {
  const found = path.reduce<Json>((node, key) => Object(node)[key] ?? null, value);
  if (typeof found !== "object" || found === null || Array.isArray(found)) {
    throw new Error(`there is no object at ${path.join(".")}`);
  }
  return found as JsonFields;
}
