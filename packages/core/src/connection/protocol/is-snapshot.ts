import type { JsonObject } from "../../values/json-object.ts";

/** True when an event replaces all earlier ones. */
export function isSnapshot(event: JsonObject): boolean {
  return event.text("type") === "snapshot";
}
