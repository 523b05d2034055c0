import { type CallContext, invalidInput } from "@cqvx/core";
import { SECRET_ENCODINGS } from "../credentials/read-secret.ts";
import type { HmacDialect } from "./hmac-dialect.ts";
import { TIMESTAMP_UNITS } from "./timestamp-units.ts";

/** The fields of a dialect that apply to every signed text, a request or a frame. */
export type MessageDialect = Pick<HmacDialect, "secret" | "hash" | "digestEncoding" | "digestCase">;

/** A field that must be one of a few words, with its default. */
interface Choice<Dialect> {
  readonly field: string;
  readonly read: (dialect: Dialect) => unknown;
  readonly words: readonly unknown[];
}

const HASHES: readonly string[] = ["sha256", "sha384", "sha512"];
const ENCODINGS: readonly string[] = ["hex", "base64"];
const CASES: readonly string[] = ["upper", "lower"];

const MESSAGE_CHOICES: readonly Choice<MessageDialect>[] = [
  { field: "secret.encoding", read: ({ secret }) => secret.encoding, words: SECRET_ENCODINGS },
  { field: "hash", read: ({ hash = "sha256" }) => hash, words: HASHES },
  { field: "digestEncoding", read: ({ digestEncoding }) => digestEncoding, words: ENCODINGS },
  { field: "digestCase", read: ({ digestCase = "lower" }) => digestCase, words: CASES },
];

const REQUEST_CHOICES: readonly Choice<HmacDialect>[] = [
  { field: "timestampUnit", read: ({ timestampUnit }) => timestampUnit, words: Object.keys(TIMESTAMP_UNITS) },
  { field: "methodCase", read: ({ methodCase = "upper" }) => methodCase, words: CASES },
  { field: "nonce", read: ({ nonce = "timestamp" }) => nonce, words: ["timestamp", "growing"] },
];

const BODY_HASH_CHOICES: readonly Choice<NonNullable<HmacDialect["bodyHash"]>>[] = [
  { field: "bodyHash.hash", read: ({ hash }) => hash, words: HASHES },
  { field: "bodyHash.encoding", read: ({ encoding }) => encoding, words: ENCODINGS },
  { field: "bodyHash.ofEmpty", read: ({ ofEmpty = "hash" }) => ofEmpty, words: ["hash", "nothing"] },
];

const HEADER_NAME = /^[A-Za-z0-9-]{1,64}$/;

/** Checks the fields of a dialect that only requests need. Throws `invalidInput` naming the field. */
export function checkRequestDialect(dialect: HmacDialect, call: CallContext): void {
  const { separator = "", bodyHash, headers, credentialHeaders } = dialect;
  checkChoices(REQUEST_CHOICES, dialect, call);
  if (typeof separator !== "string") throw invalidInput(call, "dialect.separator", "must be text");
  if (bodyHash !== undefined) {
    if (typeof bodyHash !== "object" || bodyHash === null) {
      throw invalidInput(call, "dialect.bodyHash", "must be an object with hash and encoding");
    }
    checkChoices(BODY_HASH_CHOICES, bodyHash, call);
  }
  const names = [...Object.values(headers), ...Object.values(credentialHeaders)];
  if (!names.every((name) => HEADER_NAME.test(name))) {
    throw invalidInput(call, "dialect.headers", "must be names of headers: letters, digits and hyphens");
  }
}

/** Checks the fields of a dialect that every text needs. Throws `invalidInput` naming the field. */
export function checkMessageDialect(dialect: MessageDialect, call: CallContext): void {
  checkChoices(MESSAGE_CHOICES, dialect, call);
  if (dialect.digestEncoding === "base64" && dialect.digestCase !== undefined) {
    throw invalidInput(call, "dialect.digestCase", "must be absent: base64 has no case");
  }
}

function checkChoices<Dialect>(
  choices: readonly Choice<Dialect>[],
  dialect: Dialect,
  call: CallContext,
): void {
  const wrong = choices.find(({ read, words }) => !words.includes(read(dialect)));
  if (wrong !== undefined) {
    throw invalidInput(call, `dialect.${wrong.field}`, `must be one of ${wrong.words.join(", ")}`);
  }
}
