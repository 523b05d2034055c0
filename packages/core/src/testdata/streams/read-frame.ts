import type { StreamRefusal, Topic } from "../../connection/protocol/socket-protocol.ts";
import type { JsonObject } from "../../values/json-object.ts";

/** Reads a topic of a test frame. */
export function topicOf(object: JsonObject): Topic {
  return { channel: object.requiredText("channel"), key: object.text("key") ?? "" };
}

const KINDS: readonly StreamRefusal["kind"][] = [
  "unauthorized",
  "notFound",
  "rateLimited",
  "rejected",
  "unavailable",
  "unsupported",
];

/** Reads a refusal in a field of a test frame. */
export function readRefusal(root: JsonObject, field: string): StreamRefusal | undefined {
  const refusal = root.object(field);
  if (refusal === undefined) return undefined;
  const kind = KINDS.find((each) => each === refusal.text("kind")) ?? "rejected";
  return { kind, code: refusal.text("code"), reason: refusal.requiredText("reason") };
}
