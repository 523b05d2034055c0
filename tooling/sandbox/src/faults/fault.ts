/**
 * Something that goes wrong with an answer, on request.
 *
 * `handled` says whether the venue carries the request out before that. A reset that is handled is the hard case of
 * trading: the order stands, and the client never learns its id.
 */
export type Fault = FaultTarget & FaultEffect;

export interface FaultTarget {
  /** Which requests; every one when absent. Text matches any path that contains it. */
  readonly match?: { readonly method?: string; readonly path?: string | RegExp };
  /** How many matching requests it strikes: 1 when absent, and without an end when there is a `share`. */
  readonly times?: number;
  /** How many matching requests pass first: 0 when absent. */
  readonly skip?: number;
  /** The share of the matching requests that it strikes, from 0 to 1: each of them when absent. */
  readonly share?: number;
  /**
   * Which requests the share is, an integer: 1 when absent. The same seed strikes the same ones of the matching requests
   * again; two faults that are to have nothing to do with each other need two seeds.
   */
  readonly seed?: number;
  /** Whether the venue carries the request out; `HANDLED` has the default of each kind. */
  readonly handled?: boolean;
}

export type FaultEffect =
  /** Any status with any body: an HTML 502, a 429 with Retry-After, a 500 with nothing. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly body?: string;
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The headers come late. */
  | { readonly kind: "latency"; readonly ms: number }
  /** The headers come at once and the body drips. */
  | { readonly kind: "trickle"; readonly bytes?: number; readonly intervalMs: number }
  /** The connection ends in the middle of the body. */
  | { readonly kind: "truncate"; readonly bytes?: number }
  /** The connection is reset instead of an answer. */
  | { readonly kind: "reset" }
  /** The connection stays open and nothing ever comes. */
  | { readonly kind: "hang" }
  /** 200 without a body. */
  | { readonly kind: "empty" }
  /** 200 with a web page, labelled as JSON. */
  | { readonly kind: "html" }
  /** 200 with the answer cut in half: not JSON any more. */
  | { readonly kind: "malformed" }
  /** 200 with the answer in an array: JSON, but of another type. */
  | { readonly kind: "array" }
  /** 200 with a body of so many megabytes. */
  | { readonly kind: "huge"; readonly megabytes: number }
  /** A redirect, by default a 307, which keeps method, body and most headers. */
  | { readonly kind: "redirect"; readonly location: string; readonly status?: number };

export type FaultKind = FaultEffect["kind"];

/** Whether a kind strikes after the venue has done its work, when the fault does not say. */
export const HANDLED: Readonly<Record<FaultKind, boolean>> = {
  status: false,
  latency: true,
  trickle: true,
  truncate: true,
  reset: false,
  hang: false,
  empty: true,
  html: true,
  malformed: true,
  array: true,
  huge: true,
  redirect: false,
};
