import { unsupported } from "../errors/invalid-input.ts";
import { measureClock, measureReply } from "../http/clock/measure-clock.ts";
import type { Connection } from "../http/connection.ts";
import type { HttpRequest } from "../http/http-request.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { TimeRequest } from "../http/venue-http.ts";
import type { HealthFindings } from "../methods/client-operations.ts";
import type { HealthProbe } from "./venue-operations.ts";

/**
 * Measures the health of a venue. The clock offset comes from its time endpoint, or from the `Date` header of the first reply
 * when it has none.
 */
export async function examineHealth(
  connection: Connection<object>,
  call: VenueCall,
  time: TimeRequest | undefined,
  { reach, canTrade }: HealthProbe,
): Promise<HealthFindings> {
  const { http } = connection;
  let first = time && (await measureClock(connection, call, time));
  /** Sends a request of the probe. The first one is measured when the venue has no time endpoint. */
  const ask = async <Result>(request: HttpRequest<Result>): Promise<Result> => {
    if (first !== undefined) return http.send(call, request);
    const { result, roundTrip } = await measureReply(connection, call, request);
    first = roundTrip;
    return result;
  };
  if (reach !== undefined) await ask(reach);
  const asksPermission = canTrade !== undefined && (http.canSign || first === undefined);
  const permission = asksPermission ? { canTrade: await ask(canTrade) } : undefined;
  if (first === undefined) throw unsupported(call, "the venue has nothing to be asked for its health");
  return http.canSign ? { ...first, auth: "ok", ...permission } : { ...first, auth: "none" };
}
