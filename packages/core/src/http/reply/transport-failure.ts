/** The cause for which a request got no reply. */
export interface TransportFailure {
  /** The code of the network, of TLS or of fetch. Undefined when there is none. */
  readonly code: string | undefined;
  /** True when nothing of the request can have reached the venue. */
  readonly notSent: boolean;
  /** True when a later attempt can succeed. False for a wrong certificate or host name. */
  readonly retryable: boolean;
}

/** System calls before the first byte of a request. */
const BEFORE_SENDING = new Set(["connect", "getaddrinfo"]);

/** Codes that prove that no connection was made. */
const NOT_CONNECTED = new Set(["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "UND_ERR_CONNECT_TIMEOUT"]);

/** Codes for a refused certificate. TLS sends nothing of a request before that check. Other TLS codes can come later. */
const CERTIFICATE = /^(?:ERR_TLS_CERT_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

const CODE = /^[A-Z][A-Z0-9_]{2,60}$/;

interface NetworkFault {
  readonly code: string;
  readonly syscall: unknown;
}

/** Reads a failure of fetch. A request counts as sent unless the opposite is proven. */
export function readTransportFailure(error: unknown): TransportFailure {
  const faults = collectFaults(error, 0);
  const notSent = faults.length > 0 && faults.every(isBeforeSending);
  const certificate = notSent ? faults.find((fault) => CERTIFICATE.test(fault.code)) : undefined;
  return {
    code: certificate?.code ?? faults.find(({ code }) => code !== "")?.code,
    notSent,
    retryable: certificate === undefined,
  };
}

function isBeforeSending({ code, syscall }: NetworkFault): boolean {
  return CERTIFICATE.test(code) || NOT_CONNECTED.has(code) || BEFORE_SENDING.has(String(syscall));
}

/** Stands for an error without a code among several. It must not hide behind the others. */
const UNKNOWN_FAULT: NetworkFault = { code: "", syscall: undefined };

/** Collects the faults of a chain of causes. An AggregateError (several addresses tried) gives at least one for each. */
function collectFaults(error: unknown, depth: number): NetworkFault[] {
  if (typeof error !== "object" || error === null || depth > 5) return [];
  const { code, syscall, cause, errors } = error as Readonly<Record<string, unknown>>;
  if (Array.isArray(errors) && errors.length > 0)
    return errors.flatMap((each) => {
      const faults = collectFaults(each, depth + 1);
      return faults.length > 0 ? faults : [UNKNOWN_FAULT];
    });
  const deeper = collectFaults(cause, depth + 1);
  return typeof code === "string" && CODE.test(code) ? [{ code, syscall }, ...deeper] : deeper;
}
