import type { CallOptions } from "../../contract/call-options.ts";
import type { ClientConfig } from "../../contract/client-config.ts";
import type { FetchLike, Logger } from "../../contract/runtime.ts";
import type { CallContext } from "../../errors/call-context.ts";
import type { Effect } from "../../http/attempt.ts";
import { type Connection, createConnection } from "../../http/connection.ts";
import type { HttpRequest, ObjectReader, RequestTerms } from "../../http/http-request.ts";
import { type Decode, decodeByStatus, type RefusalReader } from "../../http/reply/decode.ts";
import { createManualClock, type ManualClock } from "../clocks/manual-clock.ts";
import { countingSigner } from "../signers/counting-signer.ts";

const VENUE = "testvenue";

export const CALL: CallContext = { venue: VENUE, operation: "createTestClient" };

const readNothing = (): string => "read";

/** A request whose reply is an object. */
export type ObjectRequest = RequestTerms & ObjectReader<unknown>;

/** A request without effect. */
export const GET_ACCOUNTS: ObjectRequest = {
  method: "GET",
  path: ["accounts"],
  query: { limit: 2, cursor: "a b&c" },
  access: "signed",
  read: readNothing,
};

export const GET_TIME: ObjectRequest = {
  method: "GET",
  path: ["time"],
  access: "public",
  read: readNothing,
};

export const PLACE_ORDER: ObjectRequest = {
  method: "POST",
  path: ["orders"],
  body: { symbol: "BTC-USD", note: "naïve “quotes”" },
  access: "signed",
  effect: "order",
  read: readNothing,
};

export const CANCEL_ORDER: ObjectRequest = { ...PLACE_ORDER, path: ["cancel"], effect: "cancel" };

/** Returns a request with this effect. */
export function requestWith(effect: Effect | undefined): ObjectRequest {
  return effect === "order" ? PLACE_ORDER : effect === "cancel" ? CANCEL_ORDER : GET_ACCOUNTS;
}

export const CLIENT_ORDER_ID = "11111111-2222-4333-8444-555555555555";

export interface TestClient {
  readonly clock: ManualClock;
  readonly connection: Connection;
  readonly logged: readonly LogEntry[];
  /** Sends one request as one call. */
  send(request: HttpRequest<unknown>, options?: CallOptions): Promise<unknown>;
}

export interface LogEntry {
  readonly level: string;
  readonly fields: unknown;
  readonly message: string;
}

export interface TestClientOptions {
  readonly fetch?: FetchLike;
  /** The configuration. Default: a counting signer. */
  readonly config?: ClientConfig<string>;
  readonly readRefusal?: RefusalReader;
  /** The decoder. Default: `readRefusal` by HTTP status. */
  readonly decode?: Decode;
  readonly logger?: Logger;
}

/** Reads bodies of the form {code, message}. */
const readWords: RefusalReader = (_status, body) => ({
  code: body?.text("code"),
  message: body?.text("message"),
});

/** Creates a client of an invented venue like a venue package does, on a clock that moves only on demand. */
export function createTestClient(options: TestClientOptions): TestClient {
  const { fetch, config = { signer: countingSigner() }, readRefusal = readWords } = options;
  const clock = createManualClock();
  const { logger, logged } = collectLog();
  const connection = createConnection(
    {
      venue: VENUE,
      defaultBaseUrl: "https://api.testvenue.example",
      basePath: ["api", "v1"],
      toSigner: (key) => countingSigner({ "x-key": key }),
      decode: options.decode ?? decodeByStatus(readRefusal),
    },
    // One attempt only: retries and the circuit breaker have tests of their own.
    { retry: false, circuitBreaker: false, ...config },
    { fetch, clock, logger: options.logger ?? logger, randomBytes: (length) => new Uint8Array(length) },
    CALL,
  );
  const { calls, http } = connection;
  return {
    clock,
    connection,
    logged,
    send: (request, callOptions) =>
      calls.run("testCall", callOptions, (call) => {
        const identified = request.effect === undefined ? call : { ...call, clientOrderId: CLIENT_ORDER_ID };
        return http.send(identified, request);
      }),
  };
}

/** Creates a logger that records its entries. */
export function collectLog(): { readonly logger: Logger; readonly logged: readonly LogEntry[] } {
  const logged: LogEntry[] = [];
  const log =
    (level: string): Logger["warn"] =>
    (fields, message) =>
      void logged.push({ level, fields, message });
  return {
    logger: { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") },
    logged,
  };
}
