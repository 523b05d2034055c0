/** Reads a field of foreign data by a path of names and indexes. Returns undefined when the path ends early. */
export function field(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (node, key) =>
      typeof node === "object" && node !== null
        ? (node as Readonly<Record<string | number, unknown>>)[key]
        : undefined,
    value,
  );
}

export function list(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const items = field(value, ...path);
  return Array.isArray(items) ? items : [];
}

/** Returns the text of a field, or the fallback when it is missing or empty. */
export function textOr(fallback: string, value: unknown, ...path: readonly (string | number)[]): string {
  const text = field(value, ...path);
  return typeof text === "string" && text !== "" ? text : fallback;
}
