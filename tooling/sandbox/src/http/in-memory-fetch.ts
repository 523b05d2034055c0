import type { Timer } from "../time/clock.ts";
import { bodyPieces, type ReplyDelivery } from "./delivery.ts";
import type { VenueRequest } from "./message.ts";
import type { Service } from "./service.ts";

/**
 * A `fetch` that a service in this process answers, without a socket. It rejects with errors of the same shape as
 * Node's fetch.
 */
export type InMemoryFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

const BODILESS: ReadonlySet<number> = new Set([204, 304]);
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export function createInMemoryFetch(service: Service, timer: Timer): InMemoryFetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const delivery = service.receive(await toVenueRequest(request));
    if (delivery.kind === "hang") return rejectOnAbort(request.signal);
    if (delivery.kind === "reset") throw networkError("fetch failed", "ECONNRESET", "read ECONNRESET");
    if (delivery.delayMs !== undefined) await sleep(timer, delivery.delayMs, request.signal);
    request.signal.throwIfAborted();
    // A test redirects so that the client refuses it. Following a redirect would leave this process.
    if (REDIRECTS.has(delivery.reply.status) && request.redirect !== "manual") {
      throw networkError("fetch failed", "UND_ERR_REDIRECT", "unexpected redirect");
    }
    const { status, headers } = delivery.reply;
    const body = BODILESS.has(status) ? null : bodyStream(delivery, timer, request.signal);
    return new Response(body, { status, headers });
  };
}

async function toVenueRequest(request: Request): Promise<VenueRequest> {
  const url = new URL(request.url);
  return {
    method: request.method,
    path: url.pathname,
    query: url.search.slice(1),
    headers: { host: url.host, ...Object.fromEntries(request.headers) },
    body: await request.text(),
    client: "memory",
  };
}

function bodyStream(delivery: ReplyDelivery, timer: Timer, signal: AbortSignal): ReadableStream<Uint8Array> {
  const pieces = bodyPieces(delivery);
  let next = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          if (delivery.pace !== undefined && next < pieces.length)
            await sleep(timer, delivery.pace.intervalMs, signal);
          signal.throwIfAborted();
        } catch (error) {
          controller.error(error);
          return;
        }
        const piece = pieces[next++];
        if (piece !== undefined) controller.enqueue(new Uint8Array(piece));
        else if (delivery.cutAfterBytes === undefined) controller.close();
        else controller.error(networkError("terminated", "UND_ERR_SOCKET", "other side closed"));
      },
    },
    { highWaterMark: 0 },
  );
}

/** Waits. Rejects on abort with the caller's own reason, as fetch does, and not with the timer's error. */
async function sleep(timer: Timer, milliseconds: number, signal: AbortSignal): Promise<void> {
  await Promise.race([timer.sleep(milliseconds, signal), rejectOnAbort(signal)]).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error;
  });
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Creates the error of Node's fetch: a TypeError with the code in its cause. */
function networkError(message: string, code: string, detail: string): TypeError {
  return new TypeError(message, { cause: Object.assign(new Error(detail), { code }) });
}
