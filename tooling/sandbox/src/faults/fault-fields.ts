/** Returns true when a field of a fault in JSON has the right type and range. */
export type FieldCheck = (value: unknown) => boolean;

export const isCount: FieldCheck = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
export const isShare: FieldCheck = (value) => typeof value === "number" && value >= 0 && value <= 1;
export const isText: FieldCheck = (value) => typeof value === "string";
export const isMegabytes: FieldCheck = (value) => isCount(value) && Number(value) <= 256;
export const isStatus: FieldCheck = (value) => isCount(value) && Number(value) >= 200 && Number(value) <= 599;
export const isTextMap: FieldCheck = (value) => isRecord(value) && Object.values(value).every(isText);

/** The fields of one kind of fault. */
export interface KindFields {
  readonly required: Readonly<Record<string, FieldCheck>>;
  readonly optional: Readonly<Record<string, FieldCheck>>;
}

export const NO_FIELDS: KindFields = { required: {}, optional: {} };

/**
 * Checks a fault from JSON against the fields of its kind and the fields of every kind. Returns the fault's mistake as
 * text: a fault that can never apply would make a test pass for the wrong reason.
 */
export function checkFault(
  value: unknown,
  kinds: Readonly<Record<string, KindFields>>,
  target: Readonly<Record<string, FieldCheck>>,
): Record<string, unknown> | string {
  if (!isRecord(value)) return "a fault is a JSON object";
  const kind = value.kind;
  const fields = typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (fields === undefined) return `kind must be one of ${Object.keys(kinds).join(", ")}`;
  const known: Readonly<Record<string, FieldCheck>> = {
    kind: isText,
    ...target,
    ...fields.required,
    ...fields.optional,
  };
  for (const [field, fieldValue] of Object.entries(value)) {
    if (!Object.hasOwn(known, field)) return `${kind} has no field ${field}`;
    if (!known[field]?.(fieldValue)) return `${field} has the wrong type or range`;
  }
  const missing = Object.keys(fields.required).find((field) => value[field] === undefined);
  return missing === undefined ? value : `${kind} needs ${missing}`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
