import { MalformedReply } from "../../errors/malformed-reply.ts";
import type { Deadline } from "../deadline.ts";

/** Keeps no state between whole texts, so one serves all replies. */
const UTF_8 = new TextDecoder("utf-8", { fatal: true });

/** Reads a body as UTF-8 text within the deadline. Counts decompressed bytes, and stops reading above `maxBytes`. */
export async function readBody(response: Response, maxBytes: number, deadline: Deadline): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await deadline.race(reader.read());
      if (done) return decode(chunks, bytes);
      bytes += value.byteLength;
      if (bytes > maxBytes)
        throw new MalformedReply(`the reply is larger than ${maxBytes} bytes`, "REPLY_TOO_LARGE");
      chunks.push(value);
    }
  } catch (error) {
    // Frees the connection. On a body that was read to its end this does nothing.
    reader.cancel().catch(() => {});
    throw error;
  }
}

function decode(chunks: readonly Uint8Array[], bytes: number): string {
  try {
    return UTF_8.decode(join(chunks, bytes));
  } catch {
    throw new MalformedReply("the reply is not UTF-8");
  }
}

/** Joins the chunks of a body. Most replies come as one, which is not copied. */
function join(chunks: readonly Uint8Array[], bytes: number): Uint8Array {
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
