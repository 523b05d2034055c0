/** Changes all that can be changed of what a call returned, as a caller may. What is frozen stays as it is. */
export function overwriteDeep(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const key of Reflect.ownKeys(value)) {
    overwriteDeep(Reflect.get(value, key));
    if (!(Array.isArray(value) && key === "length")) Reflect.set(value, key, undefined);
  }
  if (Array.isArray(value)) Reflect.set(value, "length", 0);
}
