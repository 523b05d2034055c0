import { isVenueError, type VenueError } from "@cqvx/mock";

/** An answer of Oddex that is an error: `{"code":…,"msg":…}`. */
export class OddError extends Error {
  readonly code: number;
  /** HTTP status, 200 for most errors. */
  readonly status: number;

  constructor(code: number, message: string, status = 200) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const INTERNAL = -1000;
const BAD_PARAMETER = -1102;
const REFUSED = -2010;
const UNKNOWN_ORDER = -2013;

export const badSignature = (): OddError => new OddError(-1022, "bad signature");
export const staleNonce = (): OddError => new OddError(-1021, "stale nonce");
export const sayWhoYouAre = (): OddError => new OddError(-1020, "say who you are");
export const noSuchPath = (): OddError => new OddError(-1101, "no such path", 404);
export const unknownMarket = (): OddError => new OddError(-1121, "unknown market");
export const duplicateCid = (): OddError => new OddError(-2014, "duplicate cid");
export const notLive = (): OddError => new OddError(-2011, "not live", 410);
export const badParameter = (parameter: string): OddError =>
  new OddError(BAD_PARAMETER, `bad parameter: ${parameter}`);

/** Translates any thrown value into an error of Oddex. */
export function toOddError(error: unknown): OddError {
  if (error instanceof OddError) return error;
  return isVenueError(error) ? fromPaper(error) : new OddError(INTERNAL, "internal");
}

/** Translates an error of the paper exchange. */
function fromPaper({ kind, code, field, reason }: VenueError): OddError {
  switch (kind) {
    case "invalidInput":
    case "unsupported":
      return badParameter(`${field ?? ""} ${reason}`.trim());
    case "notFound":
      return code === "UNKNOWN_SYMBOL" ? unknownMarket() : new OddError(UNKNOWN_ORDER, "no such order");
    case "rejected":
      if (code === "DUPLICATE_CLIENT_ORDER_ID") return duplicateCid();
      return new OddError(
        REFUSED,
        `${code ?? "REFUSED"}: ${field === undefined ? "" : `${field} `}${reason}`,
      );
    default:
      return new OddError(INTERNAL, "internal");
  }
}
