import { MalformedReply } from "../../errors/malformed-reply.ts";
import type { Deadline } from "../deadline.ts";

/** Reads a body as UTF-8 text within the deadline. Counts decompressed bytes, and stops reading above `maxBytes`. */
export async function readBody(response: Response, maxBytes: number, deadline: Deadline): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await deadline.race(reader.read());
      if (done) return text + decode(decoder);
      bytes += value.byteLength;
      if (bytes > maxBytes)
        throw new MalformedReply(`the reply is larger than ${maxBytes} bytes`, "REPLY_TOO_LARGE");
      text += decode(decoder, value);
    }
  } catch (error) {
    // Frees the connection. On a body that was read to its end this does nothing.
    reader.cancel().catch(() => {});
    throw error;
  }
}

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw new MalformedReply("the reply is not UTF-8");
  }
}
