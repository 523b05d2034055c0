import type { Json } from "./fixtures/fixtures.ts";

/** One changed copy of a reply. */
export interface Mutation {
  /** The change in words. */
  readonly change: string;
  /** The changed reply as JSON. */
  readonly text: string;
}

type Path = readonly (string | number)[];

/** Replacements for a field: empty values, other types and hostile texts. */
const REPLACEMENTS: readonly Json[] = [
  null,
  "",
  "text",
  "0",
  "-12.5",
  "1e999",
  "0x10",
  "9".repeat(120),
  "__proto__",
  "\u202e$(id)\u0000",
  7.25,
  true,
  [],
  {},
];

/** Generates copies of a reply, each with one field removed or replaced, and one with hostile members. */
export function* mutationsOf(reply: Json): Generator<Mutation> {
  for (const path of pathsOf(reply, [])) {
    const name = path.join(".");
    yield { change: `${name} is removed`, text: changed(reply, path, undefined) };
    for (const replacement of REPLACEMENTS) {
      const text = changed(reply, path, replacement);
      yield { change: `${name} is ${JSON.stringify(replacement).slice(0, 20)}`, text };
    }
  }
  yield { change: "every object has a __proto__", text: poisoned(reply) };
}

function* pathsOf(value: Json, path: Path): Generator<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    yield* pathsOf(item, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

function changed(reply: Json, path: Path, replacement: Json | undefined): string {
  const copy: unknown = structuredClone(reply);
  const parent = path.slice(0, -1).reduce<unknown>((node, key) => Object(node)[key], copy);
  const last = path.at(-1) ?? "";
  if (replacement !== undefined) Object(parent)[last] = replacement;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete Object(parent)[last];
  return JSON.stringify(copy);
}

/** Adds hostile members. `JSON.parse` creates them as own members; copying them by assignment would change a prototype. */
function poisoned(reply: Json): string {
  const poison =
    '"__proto__":{"polluted":true,"order_id":"poison"},"constructor":{"prototype":{"polluted":true}}';
  return JSON.stringify(reply).replace(/\{(?=")/g, `{${poison},`);
}
