import type { Sample } from "../sample.ts";
import { field, textOr } from "./field.ts";
import type { Subscribed } from "./stand-in-socket.ts";
import { CHANNELS, type FramesOf } from "./stream.ts";

/**
 * Builds the messages of a connection that contain the sample. A snapshot keeps the place of its sequence number, which may be
 * before its acknowledgement. Any other message follows the acknowledgements and the first snapshot.
 */
export function framesAround(sample: Sample, product: string): FramesOf {
  return ({ emptySnapshot }, subscribed) => {
    const isOwn = Object.hasOwn(CHANNELS, textOr("", sample.input, "channel"));
    const isSnapshot = isOwn && field(sample.input, "events", 0, "type") === "snapshot";
    const before = [
      ...subscribed.map((_frame, index) => acknowledge(subscribed.slice(0, index + 1))),
      ...(!isSnapshot && emptySnapshot !== undefined
        ? [snapshotBefore(subscribed, product, emptySnapshot)]
        : []),
    ];
    const own = Math.min(Number(field(sample.input, "sequence_num") ?? 0), LONGEST_RUN);
    const place = isSnapshot ? own : Math.max(own, before.length);
    const length = 1 + Math.max(before.length, place);
    return Array.from({ length }, (_none, number) =>
      number === place
        ? sample.text.replace(OWN_NUMBER, `$1${number}`)
        : JSON.stringify({ ...(before.shift() ?? HEARTBEAT), sequence_num: number }),
    );
  };
}

const OWN_NUMBER = /("sequence_num":\s*"?)\d+/;

/** The largest number of messages before a sample. */
const LONGEST_RUN = 1_000;

const HEARTBEAT = { channel: "heartbeats", events: [{ heartbeat_counter: 1 }] };

/** Returns the acknowledgement of all these subscriptions. */
function acknowledge(subscribed: readonly Subscribed[]): object {
  const subscriptions = Object.fromEntries(
    subscribed.map(({ channel, product_ids }) => [channel, product_ids ?? [channel]]),
  );
  return { channel: "subscriptions", events: [{ subscriptions }] };
}

function snapshotBefore(subscribed: readonly Subscribed[], product: string, event: unknown): object {
  const name = subscribed.at(-1)?.channel;
  return {
    channel: name === "level2" ? "l2_data" : name,
    events: [{ ...(event as object), product_id: product }],
  };
}
