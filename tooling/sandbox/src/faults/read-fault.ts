import type { Fault, FaultKind } from "./fault.ts";

type FieldCheck = (value: unknown) => boolean;

const isCount: FieldCheck = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isText: FieldCheck = (value) => typeof value === "string";
const isStatus: FieldCheck = (value) =>
  isCount(value) && (value as number) >= 200 && (value as number) <= 599;
const isTextMap: FieldCheck = (value) => isRecord(value) && Object.values(value).every(isText);

const TARGET_FIELDS: Readonly<Record<string, FieldCheck>> = {
  kind: isText,
  match: isRecord,
  times: isCount,
  skip: isCount,
  handled: (value) => typeof value === "boolean",
};

interface KindFields {
  readonly required: Readonly<Record<string, FieldCheck>>;
  readonly optional: Readonly<Record<string, FieldCheck>>;
}

const NO_FIELDS: KindFields = { required: {}, optional: {} };

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
  huge: { required: { megabytes: (value) => isCount(value) && (value as number) <= 256 }, optional: {} },
  redirect: { required: { location: isText }, optional: { status: isStatus } },
};

/**
 * Reads a fault from JSON, where a regular expression is written `{"path": {"pattern": "orders$"}}`. What is wrong with it
 * comes back as text: a fault that never strikes would make a test pass for nothing.
 */
export function readFault(value: unknown): Fault | string {
  if (!isRecord(value)) return "a fault is a JSON object";
  const kind = value.kind;
  if (typeof kind !== "string" || !Object.hasOwn(FIELDS, kind)) {
    return `kind must be one of ${Object.keys(FIELDS).join(", ")}`;
  }
  const { required, optional } = FIELDS[kind as FaultKind];
  const known = { ...TARGET_FIELDS, ...required, ...optional };
  for (const [field, fieldValue] of Object.entries(value)) {
    if (!Object.hasOwn(known, field)) return `${kind} has no field ${field}`;
    if (!known[field]?.(fieldValue)) return `${field} has the wrong type or range`;
  }
  const missing = Object.keys(required).find((field) => value[field] === undefined);
  if (missing !== undefined) return `${kind} needs ${missing}`;
  const match = readMatch(value.match);
  if (typeof match === "string") return match;
  return { ...value, ...(match && { match }) } as Fault;
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
