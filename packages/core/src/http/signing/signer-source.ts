import type { CredentialsSource } from "../../contract/client-config.ts";
import type { FrameSignature, Signer, SigningFrame, SigningRequest } from "../../contract/signer.ts";
import type { CallContext } from "../../errors/call-context.ts";
import { invalidInput } from "../../errors/invalid-input.ts";
import { isVenueError, VenueError, type VenueErrorKind } from "../../errors/venue-error.ts";
import type { VenueCall } from "../venue-call.ts";
import { createTurns } from "./take-turns.ts";

/** A source of signatures: a signer, fixed credentials, or a function that gives credentials. */
export interface SignerSource {
  sign(request: SigningRequest, call: CallContext): Promise<Readonly<Record<string, string>>>;
  /** Returns the fields for a frame, or undefined when the signer has no way to sign one. */
  signFrame(frame: SigningFrame, call: CallContext): Promise<FrameSignature | undefined>;
  /**
   * Runs the work that signs and sends one request. When signatures must leave in order, the work waits for its turn within the
   * call's deadline. `work` must resolve as soon as its signature has left.
   */
  inTurn<Result>(call: VenueCall, work: () => Promise<Result>): Promise<Result>;
  /** Call when the venue refused a signature. Credentials that come from a function are asked for again. */
  refused(): void;
}

/** The rules for the parts of a signature that can be sent. */
interface SignatureForm {
  readonly name: RegExp;
  readonly value: RegExp;
  readonly takesNumbers: boolean;
  readonly fault: string;
}

/** For headers. `fetch` would refuse any other header with a message that quotes it. */
const HEADERS: SignatureForm = {
  name: /^[A-Za-z0-9-]{1,64}$/,
  value: /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/,
  takesNumbers: false,
  fault: "a header that cannot be sent",
};

const FRAME_FIELDS: SignatureForm = {
  name: /^[A-Za-z][\w-]{0,63}$/,
  value: /^[\x20-\x7e]{0,8192}$/,
  takesNumbers: true,
  fault: "a field that cannot be sent",
};

/** Creates the source for a configuration. Undefined when it holds neither credentials nor a signer. */
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
    if (!["function", "undefined"].includes(typeof signer.signFrame)) {
      throw invalidInput(factory, "signer", "has a signFrame that is no method");
    }
    return sourceOf(async () => signer);
  }
  if (credentials === undefined) return undefined;
  if (isFunction(credentials)) return createRotatingSource(credentials, toSigner);
  const fixed = toSigner(credentials);
  return sourceOf(async () => fixed);
}

function sourceOf(signerFor: (call: CallContext) => Promise<Signer>, refused = (): void => {}): SignerSource {
  const turns = createTurns();
  return {
    inTurn: async (call, work) => {
      const { inOrder = false } = await signerFor(call);
      return inOrder ? turns.take("", call, work) : work();
    },
    sign: async (request, call) => {
      const signer = await signerFor(call);
      const headers = await signed(() => signer.sign(request), call);
      checkSignature(headers, HEADERS, call);
      return headers;
    },
    signFrame: async (frame, call) => {
      const signer = await signerFor(call);
      const { signFrame } = signer;
      if (signFrame === undefined) return undefined;
      const fields = await signed(() => signFrame.call(signer, frame), call);
      checkSignature(fields, FRAME_FIELDS, call);
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
  let last: { readonly credentials: Credentials; readonly signer: Signer } | undefined;
  // The same credentials keep their signer: a new one would start its nonces below those already used.
  const renew = async (): Promise<Signer> => {
    const credentials = await ask();
    if (last === undefined || !isSame(last.credentials, credentials)) {
      last = { credentials, signer: toSigner(credentials) };
    }
    return last.signer;
  };
  const signerFor = (call: CallContext): Promise<Signer> => {
    current ??= renew();
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

/** Compares credentials field by field. */
function isSame(one: unknown, other: unknown): boolean {
  if (!isRecord(one) || !isRecord(other)) return Object.is(one, other);
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => Object.is(one[key], other[key]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

async function signed<Signature>(
  sign: () => Signature | Promise<Signature>,
  call: CallContext,
): Promise<Signature> {
  try {
    return await sign();
  } catch (error) {
    throw signingFailure(error, call, "the signer failed");
  }
}

function checkSignature(signature: unknown, form: SignatureForm, call: CallContext): void {
  if (typeof signature !== "object" || signature === null) {
    throw invalidSignature(call, "nothing to send");
  }
  for (const [name, value] of Object.entries(signature)) {
    const isNumber = form.takesNumbers && Number.isFinite(value);
    const isText = typeof value === "string" && form.value.test(value);
    if (!form.name.test(name) || !(isText || isNumber)) {
      throw invalidSignature(call, form.fault);
    }
  }
}

/** Kinds that a signer may reject with. The other kinds are about a request that was sent. */
const KINDS_OF_SIGNERS: ReadonlySet<VenueErrorKind> = new Set([
  "invalidInput",
  "unauthorized",
  "unavailable",
  "unsupported",
]);

/** Returns the error for a failed signature. Only a `VenueError` passes on its reason: a foreign error may quote a key. */
function signingFailure(error: unknown, call: CallContext, reason: string): VenueError {
  if (isVenueError(error) && KINDS_OF_SIGNERS.has(error.kind)) return error.with({ ...call, sent: "no" });
  return new VenueError({ ...call, kind: "unavailable", code: "SIGNING_FAILED", reason, retryable: true });
}

/** Returns the error for a signer that returned a value which cannot be sent. Another attempt would fail in the same way. */
function invalidSignature(call: CallContext, fault: string): VenueError {
  return invalidInput(call, "signer", `gave ${fault}`, "INVALID_SIGNATURE");
}
