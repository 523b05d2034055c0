/**
 * Copies an argument as it is at the time of the call, because the caller may change it later. Copies plain data and the
 * readable properties of class instances. Functions, signals and promises are kept as they are.
 */
export function copyArgument(value: unknown): unknown {
  try {
    return copy(value);
  } catch {
    // The argument cannot be read. The client's own checks report that.
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

/** True when the value is used and not read, so that a copy would be useless. */
function isLive(value: object): boolean {
  return value instanceof EventTarget || value instanceof Promise;
}

/** Returns the names of the getters that an object inherits from its class. */
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
