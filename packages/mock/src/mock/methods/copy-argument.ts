/**
 * What was handed in, as it is now: the caller may go on working with it. Plain data is copied, and of an object of a class
 * what can be read of it; functions, signals and the like stay what they are.
 */
export function copyArgument(value: unknown): unknown {
  try {
    return copy(value);
  } catch {
    // It cannot be read: the client will say so.
    return value;
  }
}

function copy(value: unknown): unknown {
  if (typeof value !== "object" || value === null || isLive(value)) return value;
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Date) return new Date(value);
  const names = new Set([...Object.keys(value), ...accessorsOf(value)]);
  return Object.fromEntries([...names].map((name) => [name, copy(Reflect.get(value, name))]));
}

/** It is used, and not read. */
function isLive(value: object): boolean {
  return value instanceof EventTarget || value instanceof Promise;
}

/** The names of getters that an object has of its class. */
function accessorsOf(value: object): string[] {
  const names: string[] = [];
  for (let owner = Object.getPrototypeOf(value); owner !== null; owner = Object.getPrototypeOf(owner)) {
    if (owner === Object.prototype) break;
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (get !== undefined) names.push(name);
    }
  }
  return names;
}
