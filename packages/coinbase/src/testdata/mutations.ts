import type { Json } from "./fixtures/fixtures.ts";

/** One changed copy of a reply. */
export interface Mutation {
  readonly what: string;
  /** The changed reply as JSON. */
  readonly text: string;
}

type Path = readonly (string | number)[];

/** What a field may be replaced by: nothing, other types, and what an attacker would try. */
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

/** Every copy of a reply with one field gone, replaced, or joined by a hostile one. */
export function* mutationsOf(reply: Json): Generator<Mutation> {
  for (const path of pathsOf(reply, [])) {
    const name = path.join(".");
    yield { what: `${name} is gone`, text: changed(reply, path, undefined) };
    for (const replacement of REPLACEMENTS) {
      const text = changed(reply, path, replacement);
      yield { what: `${name} is ${JSON.stringify(replacement).slice(0, 20)}`, text };
    }
  }
  yield { what: "every object has a __proto__", text: poisoned(reply) };
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

/** `JSON.parse` keeps such a member as the object's own; an assignment from it would change a prototype. */
function poisoned(reply: Json): string {
  const poison =
    '"__proto__":{"polluted":true,"order_id":"poison"},"constructor":{"prototype":{"polluted":true}}';
  return JSON.stringify(reply).replace(/\{(?=")/g, `{${poison},`);
}
