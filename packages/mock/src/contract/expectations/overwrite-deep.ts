/** Overwrites every writable field of a returned value, as a careless caller might. Frozen fields stay. */
export function overwriteDeep(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const key of Reflect.ownKeys(value)) {
    overwriteDeep(Reflect.get(value, key));
    if (!(Array.isArray(value) && key === "length")) Reflect.set(value, key, undefined);
  }
  if (Array.isArray(value)) Reflect.set(value, "length", 0);
}
