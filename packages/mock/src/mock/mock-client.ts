import type { Amend, CapabilityMethod, Fills, OrderUpdates, Products, VenueClient } from "@cqvx/core";
import { assembleClient, CAPABILITY_METHODS, createLocalStreams, createMethods } from "@cqvx/core/in-memory";
import { createLocalParts, type LocalClientOptions } from "../venue/local-parts.ts";
import { type AnswerSetter, createAnswerBooks } from "./answers/answers.ts";
import { createForeignErrors } from "./answers/foreign-errors.ts";
import { createReplies, setterOf } from "./answers/replies.ts";
import { byMethod } from "./methods/by-method.ts";
import { type CallCounts, createCallRecorder, type RecordedCalls } from "./methods/recorded-calls.ts";
import { routeCalls } from "./methods/route-calls.ts";
import { checkOffer, type OfferOptions, offeredOperations } from "./mock-offer.ts";
import { createMockReading } from "./mock-reading.ts";
import { createMockSubscriptions } from "./mock-subscriptions.ts";
import { createMockTrading } from "./mock-trading.ts";
import { createMockFeeds } from "./streams/mock-feeds.ts";
import { createStreamControls, type StreamControls } from "./streams/stream-controls.ts";
import { createStreamMemory } from "./streams/stream-memory.ts";

/** One setter for the answers of each method, such as `onPlaceOrder(…)`. */
export type AnswerSetters = {
  readonly [Method in CapabilityMethod as `on${Capitalize<Method>}`]: AnswerSetter<Method>;
};

export interface MockClientOptions extends LocalClientOptions, OfferOptions {}

/** A `VenueClient` in memory that replies with the test's answers and records its calls. */
export interface MockClient
  extends VenueClient,
    Fills,
    Products,
    OrderUpdates,
    Amend,
    AnswerSetters,
    CallCounts,
    StreamControls {
  readonly calls: RecordedCalls;
  /** Removes all answers, recorded calls and streams, and restarts the ids. A closed client stays closed. */
  reset(): void;
}

const FACTORY = { venue: "mock", operation: "createMockClient" };
const OWN_FIELDS = ["lacks", "orderTypes", "over"];

/** The methods that take an order. An order of a type that is not offered is not sent to the wrapped client. */
const TAKES_ORDER: ReadonlySet<CapabilityMethod> = new Set(["placeOrder", "previewOrder"]);

/**
 * Creates a client for tests of a service. A method without an answer rejects with code NOT_CONFIGURED. Arguments are
 * checked, and `signal` and `timeoutMs` work, as in every client. Without `latencyMs`, no call waits for a timer.
 */
export function createMockClient(options: MockClientOptions = {}): MockClient {
  const { over } = Object(options) as MockClientOptions;
  const factory = { ...FACTORY, venue: over?.venue ?? FACTORY.venue };
  const local = createLocalParts(options, OWN_FIELDS, factory);
  const { lacks, orderTypes } = checkOffer(options, factory);
  const { calls, passOn } = createForeignErrors(local.calls);
  const parts = { ...local, calls };
  const answers = createAnswerBooks();
  const recorder = createCallRecorder();
  const replies = createReplies(answers, parts, passOn);
  const memory = createStreamMemory(parts.now);
  const feeds = createMockFeeds(memory);
  const streaming = createMockSubscriptions({ parts, answers, replies, memory, feeds });
  const operations = offeredOperations(
    {
      ...createMockTrading({ parts, replies, memory, orderTypes }),
      ...createMockReading(parts, replies),
      ...streaming.operations,
    },
    lacks,
  );
  const streams = createLocalStreams(parts.runtime.logger);
  const own = createMethods({ ...parts, streams, placeOptions: {} }, operations);
  const isOwn = (method: CapabilityMethod, first: unknown): boolean =>
    operations[method] === undefined ||
    answers[method].has() ||
    streaming.hasEmitted(method, first) ||
    (TAKES_ORDER.has(method) && !orderTypes.includes(Object(first).type));
  const router = over && routeCalls(over, own, isOwn);
  const endStreams = (): void => {
    streams.end();
    router?.endStreams();
  };
  const close = async (): Promise<void> => {
    endStreams();
    await over?.close();
  };
  const methods = recorder.record(router?.methods ?? own);
  return {
    ...assembleClient(parts, { operations, orderTypes, close }, methods),
    ...byMethod<AnswerSetters>((method) => answers[method].set, setterOf),
    ...recorder.counts,
    ...createStreamControls(parts.venue, memory, feeds),
    calls: recorder.calls,
    reset: () => {
      for (const method of CAPABILITY_METHODS) answers[method].clear();
      recorder.clear();
      endStreams();
      memory.forget();
      for (const feed of Object.values(feeds)) feed.resume();
      parts.restart();
    },
  };
}
