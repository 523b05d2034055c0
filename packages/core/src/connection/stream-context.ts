import { safeText } from "../errors/safe-text.ts";
import { VenueError, type VenueErrorFields } from "../errors/venue-error.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import type { SessionParts, SocketProtocol, Topic } from "./session/socket-protocol.ts";
import type { StreamLimits } from "./stream-limits.ts";
import type { Loss } from "./topic-sink.ts";

/** One socket of a venue, and the signer of what is sent over it. */
export interface SocketFacts extends SessionParts {
  readonly protocol: SocketProtocol;
  readonly url: string;
  /** Runs what signs and sends a frame; see `SignerSource.inTurn`. */
  inTurn<Result>(call: VenueCall, work: () => Promise<Result>): Promise<Result>;
  /** The venue refused a signature: credentials that come from a function are asked for again. */
  unauthorized(): void;
}

/** What all parts of one socket's streams share. */
export interface StreamContext extends SocketFacts {
  readonly runtime: ResolvedRuntime;
  readonly limits: StreamLimits;
}

/** An error of a stream. The method that was called for it is not known here. */
export function streamError(
  { venue }: StreamContext,
  fields: Omit<VenueErrorFields, "venue" | "operation">,
): VenueError {
  return new VenueError({ venue, operation: "stream", ...fields });
}

/** More are counted, not named. */
const NAMED = 5;

/** What a log line says of topics and of what they lost. */
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
