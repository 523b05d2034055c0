import { isVenueError, type VenueErrorKind } from "@cqvx/coinbase";
import type { Exercise, Exercises } from "../exercise.ts";
import { field, list, textOr } from "./field.ts";
import { framesAround } from "./frames-around.ts";
import { CHANNELS, stream } from "./stream.ts";

/** Returns the product of a message, in the place where its channel has it. */
function productOf(input: unknown): string {
  const [event] = list(input, "events");
  return textOr(textOr("BTC-USD", event, "trades", 0, "product_id"), event, "product_id");
}

/** The error kind that each error message must lead to. */
const REFUSALS: readonly { readonly words: RegExp; readonly kind: VenueErrorKind }[] = [
  { words: /authentication/, kind: "unauthorized" },
  // The client retries after a rate limit, here until the timeout.
  { words: /rate limit/, kind: "timeout" },
];

const message: Exercise = {
  run: async (sample) => {
    const { input, text } = sample;
    const product = productOf(input);
    const channel = textOr("", input, "channel");
    if (field(input, "type") !== "error") {
      const streamed = await stream(channel, framesAround(sample, product), product);
      if (Object.hasOwn(CHANNELS, channel) && streamed.states.at(-1) !== "live")
        throw new Error("the client could not read the message");
      return streamed;
    }
    const refusal = REFUSALS.find(({ words }) => words.test(textOr("", input, "message")));
    try {
      // The stand-in answers each subscribe frame with the error.
      return await stream(channel, (_channel, subscribed) => subscribed.map(() => text), product);
    } catch (error) {
      if (refusal === undefined || isVenueError(error, refusal.kind)) throw error;
      throw new Error(`not ${refusal.kind}: ${error instanceof Error ? error.message : error}`);
    }
  },
  isRefusal: ({ input }) => field(input, "type") === "error",
};

/** Sends the messages of one connection unchanged. The stream must be stale at the end when a sequence number is missing. */
const scenario: Exercise = {
  run: async ({ input }) => {
    const frames = Array.isArray(input) ? input : [];
    const first = frames.find((frame) => field(frame, "events", 0, "product_id") !== undefined);
    const texts = frames.map((frame) => writeMessage(frame));
    const streamed = await stream(textOr("", first, "channel"), () => texts, productOf(first));
    const numbers = frames.map((frame) => Number(field(frame, "sequence_num")));
    const hasGap = numbers.some((number, index) => number !== index);
    const expected = hasGap ? "stale" : "live";
    if (streamed.states.at(-1) !== expected) throw new Error(`the stream is not ${expected} at the end`);
    return streamed;
  },
};

/** Writes a message with its sequence number as a number. In the parsed sample it is text. */
function writeMessage(frame: unknown): string {
  return JSON.stringify({ ...(frame as object), sequence_num: Number(field(frame, "sequence_num")) });
}

/**
 * The exercises for messages of the WebSocket.
 * https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels
 */
export const COINBASE_STREAM_EXERCISES: Exercises = { "ws.message": message, "ws.scenario": scenario };
