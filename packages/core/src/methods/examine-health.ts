import { unsupported } from "../errors/invalid-input.ts";
import type { Connection } from "../http/connection.ts";
import { measureClock, measureReply, type RoundTrip } from "../http/measure-clock.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { TimeRequest } from "../http/venue-http.ts";
import type { HealthFindings } from "./client-operations.ts";
import type { HealthProbe } from "./venue-operations.ts";

/**
 * Finds out how the venue is. Its clock comes from its time endpoint where it has one, and else from the `Date` header of
 * the first reply.
 */
export async function examineHealth(
  connection: Connection<object>,
  call: VenueCall,
  time: TimeRequest | undefined,
  { reach, canTrade }: HealthProbe,
): Promise<HealthFindings> {
  const { canSign } = connection.http;
  const trips: RoundTrip[] = [];
  if (time !== undefined) trips.push(await measureClock(connection, call, time));
  if (reach !== undefined) trips.push((await measureReply(connection, call, reach)).roundTrip);
  const permission =
    canTrade !== undefined && (canSign || trips.length === 0)
      ? await measureReply(connection, call, canTrade)
      : undefined;
  const [first = permission?.roundTrip] = trips;
  if (first === undefined) throw unsupported(call, "the venue has nothing to be asked for its health");
  if (!canSign) return { ...first, auth: "none" };
  return { ...first, auth: "ok", ...(permission !== undefined && { canTrade: permission.result }) };
}
