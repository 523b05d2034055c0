/**
 * A failure of an answer that a test requests.
 *
 * `handled` decides if the venue first carries the request out. A reset with `handled: true` is the hard case of trading:
 * the order exists, and the client never learns its id.
 */
export type Fault = FaultTarget & FaultEffect;

export interface FaultTarget {
  /** The requests that the fault matches: all of them by default. A text path matches any path that contains it. */
  readonly match?: { readonly method?: string; readonly path?: string | RegExp };
  /** The number of matching requests that fail: 1 by default, and unlimited with a `share`. */
  readonly times?: number;
  /** The number of matching requests that pass first: 0 by default. */
  readonly skip?: number;
  /** The share of the matching requests that fail, from 0 to 1: all of them by default. */
  readonly share?: number;
  /**
   * Seed of the share, an integer: 1 by default. The same seed selects the same matching requests again. Give two
   * independent faults two seeds.
   */
  readonly seed?: number;
  /** True when the venue carries the request out. `HANDLED` holds the default of each kind. */
  readonly handled?: boolean;
}

export type FaultEffect =
  /** Any status with any body: an HTML 502, a 429 with Retry-After, an empty 500. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly body?: string;
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The headers arrive late. */
  | { readonly kind: "latency"; readonly ms: number }
  /** The headers arrive at once, the body slowly in pieces. */
  | { readonly kind: "trickle"; readonly bytes?: number; readonly intervalMs: number }
  /** The connection ends in the middle of the body. */
  | { readonly kind: "truncate"; readonly bytes?: number }
  /** The connection is reset instead of an answer. */
  | { readonly kind: "reset" }
  /** The connection stays open and no answer arrives. */
  | { readonly kind: "hang" }
  /** 200 without a body. */
  | { readonly kind: "empty" }
  /** 200 with a web page, labelled as JSON. */
  | { readonly kind: "html" }
  /** 200 with the first half of the answer: invalid JSON. */
  | { readonly kind: "malformed" }
  /** 200 with the answer inside an array: JSON of another type. */
  | { readonly kind: "array" }
  /** 200 with a JSON body of the given size. */
  | { readonly kind: "huge"; readonly megabytes: number }
  /** A redirect, by default a 307, which keeps method, body and most headers. */
  | { readonly kind: "redirect"; readonly location: string; readonly status?: number };

export type FaultKind = FaultEffect["kind"];

/** True for the kinds that apply after the venue has carried the request out, unless a fault sets `handled`. */
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
