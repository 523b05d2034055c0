import { safeText } from "../../errors/safe-text.ts";
import { VenueError, type VenueErrorFields } from "../../errors/venue-error.ts";
import type { VenueCall } from "../../http/venue-call.ts";
import type { ResolvedRuntime } from "../../runtime/resolve-runtime.ts";
import type { SessionParts, SocketProtocol, Topic } from "../protocol/socket-protocol.ts";
import type { Loss } from "./topic-sink.ts";

/** Everything that the streams of one socket share. */
export interface StreamContext extends SocketFacts {
  readonly runtime: ResolvedRuntime;
  readonly limits: StreamLimits;
}

/** One socket of a venue, with the signer of its frames. */
export interface SocketFacts extends SessionParts {
  readonly protocol: SocketProtocol;
  readonly url: string;
  /** Runs the work that signs and sends a frame; see `SignerSource.inTurn`. */
  inTurn<Result>(call: VenueCall, work: () => Promise<Result>): Promise<Result>;
  /** The venue refused a signature: a credentials function is called again before the next one. */
  unauthorized(): void;
}

/** The bounds of one connection. */
export interface StreamLimits {
  /** Time to connect, from the first attempt until the venue has accepted. */
  readonly handshakeMs: number;
  /** Time to sign a frame, and again the time in which the venue has to answer it. */
  readonly confirmMs: number;
  /** Time without an event after which an incomplete topic is subscribed again. */
  readonly snapshotMs: number;
  /** Time to wait for the venue's answer to a close, before the connection is cut. */
  readonly closeMs: number;
  /** Size of the largest message, in bytes. */
  readonly messageBytes: number;
}

export const STREAM_LIMITS: StreamLimits = {
  handshakeMs: 10_000,
  confirmMs: 5_000,
  snapshotMs: 10_000,
  closeMs: 500,
  // The first snapshot of a large book has several megabytes, and books grow.
  messageBytes: 64 * 1024 * 1024,
};

/** Creates an error of a stream. Its operation is "stream", because a connection serves several methods. */
export function streamError(
  { venue }: StreamContext,
  fields: Omit<VenueErrorFields, "venue" | "operation">,
): VenueError {
  return new VenueError({ venue, operation: "stream", ...fields });
}

/** Topics that a log line names. Further ones are only counted. */
const NAMED = 5;

/** Returns the fields of a log line about topics, their loss, and the delay before the next attempt. */
export function describeTopics(
  { venue }: StreamContext,
  topics: readonly Topic[],
  loss?: Loss,
  delayMs?: number,
): Readonly<Record<string, unknown>> {
  const names = topics.slice(0, NAMED).map(({ channel, key }) => safeText(`${channel} ${key}`, [], 80));
  return {
    venue,
    topics: names,
    count: topics.length,
    ...(loss && { code: safeText(loss.code, [], 80), reason: safeText(loss.reason) }),
    ...(delayMs !== undefined && { delayMs: Math.round(delayMs) }),
  };
}
