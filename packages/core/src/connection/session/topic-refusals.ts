import type { VenueError, VenueErrorKind } from "../../errors/venue-error.ts";
import type { StreamRefusal } from "../protocol/socket-protocol.ts";
import type { Attachment } from "../topics/attachment.ts";
import type { Loss } from "../topics/topic-sink.ts";
import type { ControlHost } from "./control-host.ts";

/** Refuses the topics of one request. If only one of several can be at fault, each is requested again alone. */
export function refuseTopics(host: ControlHost, attachments: readonly Attachment[], error: VenueError): void {
  if (attachments.length > 1 && isAboutOneTopic(error)) {
    for (const attachment of attachments) attachment.isRequestedAlone = true;
    return;
  }
  for (const attachment of attachments) host.refused(attachment, error);
}

const ABOUT_ONE_TOPIC: ReadonlySet<VenueErrorKind> = new Set(["invalidInput", "notFound", "rejected"]);

/** Returns true when the error is about a single topic of the request. The error does not name that topic. */
export function isAboutOneTopic({ kind }: Pick<VenueError, "kind">): boolean {
  return ABOUT_ONE_TOPIC.has(kind);
}

export function lossOf(refusal: StreamRefusal): Loss {
  return { code: refusal.code ?? "REFUSED", reason: refusal.reason };
}
