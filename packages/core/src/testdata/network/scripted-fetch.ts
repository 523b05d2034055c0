import type { FetchLike } from "../../contract/runtime.ts";

/** One request as passed to fetch. */
export interface SentRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly init: RequestInit;
}

export type Answer = (request: SentRequest) => Response | Promise<Response>;

/** A fetch with one scripted answer per request. The last one also answers all later requests. */
export interface ScriptedFetch {
  readonly fetch: FetchLike;
  /** The requests so far. */
  readonly sent: readonly SentRequest[];
  /** Resolves when the first request has been sent. */
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

/** Creates a reply with a body. An object is sent as JSON, text unchanged. */
export function reply(
  status: number,
  body: object | string | null = {},
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const text = body === null || typeof body === "string" ? body : JSON.stringify(body);
  return () => new Response(text, { status, headers });
}

/** An answer that never comes. It rejects when the request is aborted, like the real fetch. */
export const silence: Answer = ({ init }) =>
  new Promise((_resolve, reject) => {
    const { signal } = init;
    signal?.addEventListener("abort", () => reject(signal.reason));
  });

/** Creates a failure like the ones of fetch: a TypeError with this cause. */
export function failure(cause: unknown): Answer {
  return () => Promise.reject(new TypeError("fetch failed", { cause }));
}
