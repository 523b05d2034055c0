import {
  checkFault,
  type FieldCheck,
  isCount,
  isMegabytes,
  isRecord,
  isStatus,
  isText,
  isTextMap,
  type KindFields,
  NO_FIELDS,
} from "./fault-fields.ts";
import { isCloseCode, type StreamFault, type StreamFaultKind } from "./stream-fault.ts";

const MATCH_FIELDS: Readonly<Record<string, FieldCheck>> = {
  host: (value) => value === "market" || value === "user",
  connection: isCount,
  channel: isText,
  frame: isCount,
};

const TARGET_FIELDS: Readonly<Record<string, FieldCheck>> = {
  match: (value) =>
    isRecord(value) && Object.entries(value).every(([name, field]) => MATCH_FIELDS[name]?.(field) === true),
  times: isCount,
  skip: isCount,
};

const FIELDS: Readonly<Record<StreamFaultKind, KindFields>> = {
  drop: NO_FIELDS,
  omit: NO_FIELDS,
  duplicate: NO_FIELDS,
  reorder: NO_FIELDS,
  slow: { required: { ms: isCount }, optional: {} },
  stall: NO_FIELDS,
  close: { required: {}, optional: { code: isCloseCode, reason: isText } },
  reset: NO_FIELDS,
  malformed: NO_FIELDS,
  array: NO_FIELDS,
  oversize: { required: { megabytes: isMegabytes }, optional: {} },
  refuse: { required: { status: isStatus }, optional: { headers: isTextMap } },
  silent: NO_FIELDS,
};

/** Reads a stream fault from JSON, or returns its mistake as text. */
export function readStreamFault(value: unknown): StreamFault | string {
  const checked = checkFault(value, FIELDS, TARGET_FIELDS);
  return typeof checked === "string" ? checked : (checked as unknown as StreamFault);
}
