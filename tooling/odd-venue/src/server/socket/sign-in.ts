import { type OddError, sayWhoYouAre, toOddError } from "../odd-error.ts";
import type { Doorkeeper } from "../signature.ts";
import { type Fields, readFields, required } from "../wire/fields.ts";

/** The outcome of the first frame of a socket. */
export interface SignIn {
  /** The id of the request. Absent when the request has none. */
  readonly id?: string | undefined;
  /** The refusal. Absent when the signature is valid. */
  readonly error?: OddError | undefined;
}

const FIELDS = ["op", "id", "key", "nonce", "sign"];

/** Reads and checks `{"op":"auth","id":…,"key":…,"nonce":…,"sign":…}`. Any other frame is answered with -1020. */
export function readSignIn(text: string, admit: Doorkeeper): SignIn {
  let id: string | undefined;
  try {
    const fields = readAuth(text);
    id = required(fields.text("id"), "id");
    const [key = "", sign = ""] = [fields.text("key"), fields.text("sign")];
    const nonce = required(fields.integer("nonce"), "nonce");
    admit({ key, sign, nonce, method: "get", target: "/ws", body: "" });
    return { id };
  } catch (error) {
    return { id, error: toOddError(error) };
  }
}

function readAuth(text: string): Fields {
  try {
    const fields = readFields(text, FIELDS);
    if (fields.text("op") === "auth") return fields;
  } catch {
    // Gets the answer of any other first frame.
  }
  throw sayWhoYouAre();
}
