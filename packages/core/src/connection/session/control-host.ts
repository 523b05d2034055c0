import type { VenueError } from "../../errors/venue-error.ts";
import type { TopicMap } from "../protocol/topic-map.ts";
import type { Attachment } from "../topics/attachment.ts";
import type { StreamContext } from "../topics/stream-context.ts";
import type { Loss } from "../topics/topic-sink.ts";

/** The connection that control frames are written for. */
export interface ControlHost {
  /** The topics that should be subscribed now. */
  readonly wanted: TopicMap<Attachment>;
  send(text: string): void;
  /** Ends the connection. */
  fail(loss: Loss): void;
  /** A topic was refused, for now or for good. */
  refused(attachment: Attachment, error: VenueError): void;
  /** One topic was lost; the others were not. */
  broken(attachment: Attachment, loss: Loss): void;
  /** Requests a `ring` at this monotonic time. */
  ringBy(dueMs: number): void;
  /** The connection is usable: its hello was accepted, or it needs none. */
  welcomed(): void;
}

/** Returns the monotonic time by which the venue has to answer a frame that is sent now. Requests a ring at that time. */
export function startAnswerTimeout({ runtime, limits }: StreamContext, host: ControlHost): number {
  const answerByMs = runtime.clock.monotonic() + limits.confirmMs;
  host.ringBy(answerByMs);
  return answerByMs;
}
