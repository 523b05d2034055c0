import type { CredentialsSource } from "../contract/client-config.ts";
import type { Signer, SigningRequest, SigningSubscription } from "../contract/signer.ts";
import { type CallContext, invalidInput } from "../errors/invalid-input.ts";
import { isVenueError, VenueError, type VenueErrorKind } from "../errors/venue-error.ts";

/** Where signatures come from: a signer, fixed credentials, or credentials that can change. */
export interface SignerSource {
  sign(request: SigningRequest, call: CallContext): Promise<Readonly<Record<string, string>>>;
  /** The fields for the frame of a subscription, or undefined when the signer has no way to sign one. */
  signSubscription(
    subscription: SigningSubscription,
    call: CallContext,
  ): Promise<Readonly<Record<string, string>> | undefined>;
  /** The venue refused the last signature: credentials that come from a function are asked for again. */
  refused(): void;
}

const HEADER_NAME = /^[A-Za-z0-9-]{1,64}$/;
const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

const FIELD_NAME = /^[a-z_]{1,64}$/;
const FIELD_VALUE = /^[\x20-\x7e]{0,8192}$/;

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
    if (!["function", "undefined"].includes(typeof signer.signSubscription)) {
      throw invalidInput(factory, "signer", "has a signSubscription that is no method");
    }
    return sourceOf(async () => signer);
  }
  if (credentials === undefined) return undefined;
  if (isFunction(credentials)) return createRotatingSource(credentials, toSigner);
  const fixed = toSigner(credentials);
  return sourceOf(async () => fixed);
}

function sourceOf(signerFor: (call: CallContext) => Promise<Signer>, refused = (): void => {}): SignerSource {
  return {
    sign: async (request, call) => {
      const signer = await signerFor(call);
      const headers = await signed(() => signer.sign(request), call);
      // Fetch would refuse such a header with a message that quotes it.
      checkSignature(headers, HEADER_NAME, HEADER_VALUE, "a header that cannot be sent", call);
      return headers;
    },
    signSubscription: async (subscription, call) => {
      const signer = await signerFor(call);
      const { signSubscription } = signer;
      if (signSubscription === undefined) return undefined;
      const fields = await signed(() => signSubscription.call(signer, subscription), call);
      checkSignature(fields, FIELD_NAME, FIELD_VALUE, "a field that cannot be sent", call);
      return fields;
    },
    refused,
  };
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
  const signerFor = (call: CallContext): Promise<Signer> => {
    current ??= Promise.resolve().then(ask).then(toSigner);
    const asked = current;
    return asked.catch((error: unknown) => {
      if (current === asked) current = undefined;
      throw signingFailure(error, call, "the credentials function failed");
    });
  };
  return sourceOf(signerFor, () => {
    current = undefined;
  });
}

type Signature = Readonly<Record<string, string>>;

async function signed(sign: () => Signature | Promise<Signature>, call: CallContext): Promise<Signature> {
  try {
    return await sign();
  } catch (error) {
    throw signingFailure(error, call, "the signer failed");
  }
}

function checkSignature(
  signature: unknown,
  nameForm: RegExp,
  valueForm: RegExp,
  fault: string,
  call: CallContext,
): void {
  if (typeof signature !== "object" || signature === null) {
    throw signingFailure(undefined, call, "the signer gave nothing to send");
  }
  for (const [name, value] of Object.entries(signature)) {
    if (!nameForm.test(name) || typeof value !== "string" || !valueForm.test(value)) {
      throw signingFailure(undefined, call, `the signer gave ${fault}`);
    }
  }
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
