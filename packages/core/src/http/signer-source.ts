import type { CredentialsSource } from "../contract/client-config.ts";
import type { Signer, SigningRequest } from "../contract/signer.ts";
import { type CallContext, invalidInput } from "../errors/invalid-input.ts";
import { isVenueError, VenueError, type VenueErrorKind } from "../errors/venue-error.ts";

/** Where signatures come from: a signer, fixed credentials, or credentials that can change. */
export interface SignerSource {
  sign(request: SigningRequest, call: CallContext): Promise<Readonly<Record<string, string>>>;
  /** The venue refused the last signature: credentials that come from a function are asked for again. */
  refused(): void;
}

const HEADER_NAME = /^[A-Za-z0-9-]{1,64}$/;
const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** A source for what the configuration holds; undefined when it holds neither credentials nor a signer. */
export function createSignerSource<Credentials>(
  config: {
    readonly credentials?: CredentialsSource<Credentials> | undefined;
    readonly signer?: Signer | undefined;
  },
  toSigner: (credentials: Credentials) => Signer,
  factory: CallContext,
): SignerSource | undefined {
  const { credentials, signer } = config;
  if (signer !== undefined && credentials !== undefined) {
    throw invalidInput(factory, "signer", "cannot be combined with credentials");
  }
  if (signer !== undefined) {
    if (typeof signer?.sign !== "function") throw invalidInput(factory, "signer", "must have a sign method");
    return { sign: (request, call) => signWith(signer, request, call), refused: () => {} };
  }
  if (credentials === undefined) return undefined;
  if (isFunction(credentials)) return createRotatingSource(credentials, toSigner);
  const fixed = toSigner(credentials);
  return { sign: (request, call) => signWith(fixed, request, call), refused: () => {} };
}

function isFunction<Credentials>(
  source: CredentialsSource<Credentials>,
): source is () => Credentials | Promise<Credentials> {
  return typeof source === "function";
}

function createRotatingSource<Credentials>(
  ask: () => Credentials | Promise<Credentials>,
  toSigner: (credentials: Credentials) => Signer,
): SignerSource {
  let current: Promise<Signer> | undefined;
  return {
    sign: async (request, call) => {
      current ??= Promise.resolve().then(ask).then(toSigner);
      const asked = current;
      const signer = await asked.catch((error: unknown) => {
        if (current === asked) current = undefined;
        throw signingFailure(error, call, "the credentials function failed");
      });
      return signWith(signer, request, call);
    },
    refused: () => {
      current = undefined;
    },
  };
}

async function signWith(
  signer: Signer,
  request: SigningRequest,
  call: CallContext,
): Promise<Readonly<Record<string, string>>> {
  let headers: Readonly<Record<string, string>>;
  try {
    headers = await signer.sign(request);
  } catch (error) {
    throw signingFailure(error, call, "the signer failed");
  }
  if (typeof headers !== "object" || headers === null) {
    throw signingFailure(undefined, call, "the signer gave no headers");
  }
  for (const [name, value] of Object.entries(headers)) {
    // Fetch would refuse such a header with a message that quotes it.
    if (!HEADER_NAME.test(name) || typeof value !== "string" || !HEADER_VALUE.test(value)) {
      throw signingFailure(undefined, call, "the signer gave a header that cannot be sent");
    }
  }
  return headers;
}

/** What a signer may say of itself. The other kinds are about a request, and this one has not been sent. */
const KINDS_OF_SIGNERS: ReadonlySet<VenueErrorKind> = new Set([
  "invalidInput",
  "unauthorized",
  "unavailable",
  "unsupported",
]);

/** A foreign error may quote a key: only a `VenueError` passes, as this call's. */
function signingFailure(error: unknown, call: CallContext, reason: string): VenueError {
  if (isVenueError(error) && KINDS_OF_SIGNERS.has(error.kind)) return error.with({ ...call, sent: "no" });
  return new VenueError({ ...call, kind: "unauthorized", code: "SIGNING_FAILED", reason });
}
