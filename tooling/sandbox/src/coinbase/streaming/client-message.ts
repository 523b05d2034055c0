/** A subscribe or unsubscribe message of a client, for one channel. */
export interface ClientMessage {
  readonly type: "subscribe" | "unsubscribe";
  readonly channel: string;
  readonly productIds: readonly string[];
  readonly token: string | undefined;
}

/**
 * Reads a message of a client, or returns its fault as text. The venue documents no such texts, so these are the
 * sandbox's own.
 */
export function readClientMessage(text: string): ClientMessage | string {
  const value = parseJson(text);
  if (!isRecord(value)) return "failed to parse the message as a JSON object";
  const { type, channel, product_ids: productIds = [], jwt } = value;
  if (type !== "subscribe" && type !== "unsubscribe") return "type must be subscribe or unsubscribe";
  if (typeof channel !== "string") return "channel must be the name of one channel";
  if (!isTextList(productIds)) return "product_ids must be a list of text";
  if (jwt !== undefined && typeof jwt !== "string") return "jwt must be text";
  // Clients without keys send an empty token.
  return { type, channel, productIds, token: jwt === "" ? undefined : jwt };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
