/** A refusal by the exchange, with its reason as one of a closed set of words. */
export interface Refused<Reason extends string> {
  readonly refused: Reason;
}

export function isRefused<Value extends object, Reason extends string>(
  result: Value | Refused<Reason>,
): result is Refused<Reason> {
  return "refused" in result;
}
