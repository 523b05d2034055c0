/** A path with named segments, such as "/products/:product_id", compiled once. */
export interface Route<Endpoint> {
  readonly method: string;
  readonly path: string;
  readonly endpoint: Endpoint;
}

export interface RouteMatch<Endpoint> {
  readonly endpoint: Endpoint;
  /** The named segments, percent-decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

export type Router<Endpoint> = (method: string, path: string) => RouteMatch<Endpoint> | undefined;

/** Creates a router. The first matching route wins, so list fixed paths before paths with named segments. */
export function createRouter<Endpoint>(routes: readonly Route<Endpoint>[]): Router<Endpoint> {
  const compiled = routes.map((route) => ({ ...route, segments: route.path.split("/") }));
  return (method, path) => {
    const segments = path.split("/");
    for (const route of compiled) {
      if (route.method !== method) continue;
      const parameters = matchSegments(route.segments, segments);
      if (parameters !== undefined) return { endpoint: route.endpoint, parameters };
    }
    return undefined;
  };
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith(":") && segment !== "") {
      const decoded = decode(segment);
      if (decoded === undefined) return undefined;
      parameters[part.slice(1)] = decoded;
    } else if (part !== segment) return undefined;
  }
  return parameters;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
