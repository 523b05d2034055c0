import type { Fault, FaultKind } from "./fault.ts";
import {
  checkFault,
  type FieldCheck,
  isCount,
  isMegabytes,
  isRecord,
  isShare,
  isStatus,
  isText,
  isTextMap,
  type KindFields,
  NO_FIELDS,
} from "./fault-fields.ts";

const TARGET_FIELDS: Readonly<Record<string, FieldCheck>> = {
  match: isRecord,
  times: isCount,
  skip: isCount,
  share: isShare,
  seed: isCount,
  handled: (value) => typeof value === "boolean",
};

const FIELDS: Readonly<Record<FaultKind, KindFields>> = {
  status: {
    required: { status: isStatus },
    optional: { body: isText, contentType: isText, headers: isTextMap },
  },
  latency: { required: { ms: isCount }, optional: {} },
  trickle: {
    required: { intervalMs: isCount },
    optional: { bytes: (value) => isCount(value) && value !== 0 },
  },
  truncate: { required: {}, optional: { bytes: isCount } },
  reset: NO_FIELDS,
  hang: NO_FIELDS,
  empty: NO_FIELDS,
  html: NO_FIELDS,
  malformed: NO_FIELDS,
  array: NO_FIELDS,
  huge: { required: { megabytes: isMegabytes }, optional: {} },
  redirect: { required: { location: isText }, optional: { status: isStatus } },
};

/**
 * Reads a fault from JSON, or returns its mistake as text. A regular expression is `{"path": {"pattern": "orders$"}}`.
 */
export function readFault(value: unknown): Fault | string {
  const checked = checkFault(value, FIELDS, TARGET_FIELDS);
  if (typeof checked === "string") return checked;
  const match = readMatch(checked.match);
  if (typeof match === "string") return match;
  return { ...checked, ...(match && { match }) } as Fault;
}

function readMatch(value: unknown): Fault["match"] | string {
  if (!isRecord(value)) return undefined;
  const { method, path } = value;
  if (method !== undefined && typeof method !== "string") return "match.method must be text";
  if (path === undefined || typeof path === "string") {
    return { ...(method !== undefined && { method }), ...(path !== undefined && { path }) };
  }
  const pattern = isRecord(path) ? path.pattern : undefined;
  if (typeof pattern !== "string") return 'match.path must be text or {"pattern": "..."}';
  try {
    return { ...(method !== undefined && { method }), path: new RegExp(pattern) };
  } catch {
    return "match.path.pattern is not a regular expression";
  }
}
