import type { FetchLike } from "../../contract/runtime.ts";

/** One request as it was handed to fetch. */
export interface SentRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly init: RequestInit;
}

export type Answer = (request: SentRequest) => Response | Promise<Response>;

/** A fetch that answers from a script: one answer a request, the last one for all that follow. */
export interface ScriptedFetch {
  readonly fetch: FetchLike;
  /** What was sent so far. */
  readonly sent: readonly SentRequest[];
  /** Resolves as soon as the first request is on its way. */
  readonly started: Promise<SentRequest>;
}

export function scriptFetch(...answers: readonly Answer[]): ScriptedFetch {
  const sent: SentRequest[] = [];
  let start: (request: SentRequest) => void;
  const started = new Promise<SentRequest>((resolve) => {
    start = resolve;
  });
  return {
    sent,
    started,
    fetch: async (url, init) => {
      const { method = "GET", headers, body } = init;
      const request = { url: new URL(url), method, headers: new Headers(headers), body, init };
      sent.push(request);
      start(request);
      const answer = answers[Math.min(sent.length, answers.length) - 1];
      if (answer === undefined) throw new Error("the script has no answer");
      return answer(request);
    },
  };
}

/** A reply with a body: an object as JSON, text as it is. */
export function reply(
  status: number,
  body: object | string | null = {},
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const text = body === null || typeof body === "string" ? body : JSON.stringify(body);
  return () => new Response(text, { status, headers });
}

/** No reply until the request is aborted, as the real fetch does it. */
export const silence: Answer = ({ init }) =>
  new Promise((_resolve, reject) => {
    const { signal } = init;
    signal?.addEventListener("abort", () => reject(signal.reason));
  });

/** A failure like those of fetch: a bare TypeError with the fault below it. */
export function failure(cause: unknown): Answer {
  return () => Promise.reject(new TypeError("fetch failed", { cause }));
}
