/** Signatures that must reach the venue in the order of signing, such as those with an increasing nonce. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CallOptions } from "../../contract/call-options.ts";
import type { VenueError } from "../../errors/venue-error.ts";
import {
  createResilientClient,
  OK,
  REQUESTS,
  type ResilientClient,
} from "../../testdata/clients/resilient-client.ts";
import { GET_ACCOUNTS, GET_TIME, PLACE_ORDER } from "../../testdata/clients/test-client.ts";
import { type Deferred, defer } from "../../testdata/deferred.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { type Answer, reply, silence } from "../../testdata/network/scripted-fetch.ts";
import { nextTurn } from "../../testdata/next-turn.ts";
import { SEEDED } from "../../testdata/seeded.ts";
import { type NonceLog, nonceSigner } from "../../testdata/signers/nonce-signer.ts";

/** Creates a client whose signatures finish only on demand of the test. */
function createHeldClient({
  inOrder = true,
  answers = [OK],
}: {
  inOrder?: boolean;
  answers?: Answer[];
} = {}) {
  const log: NonceLog = [];
  const held: Deferred[] = [];
  const signer = nonceSigner(
    log,
    (nonce) => {
      held[nonce] ??= defer();
      return held[nonce].promise;
    },
    inOrder,
  );
  const client = createResilientClient({
    answers: answers.map((answer) => (request) => {
      log.push(`sent ${request.headers.get("x-nonce")}`);
      return answer(request);
    }),
    config: { signer },
  });
  /** Finishes a signature, even before it has started, and lets the client react. */
  const finish = async (nonce: number): Promise<void> => {
    held[nonce] ??= defer();
    held[nonce].resolve();
    await nextTurn();
  };
  /** Starts a request and lets it run until it has to wait. */
  const begin = async (request = PLACE_ORDER, options?: CallOptions): Promise<Promise<unknown>> => {
    const outcome = client.send(request, options);
    outcome.catch(() => {});
    await nextTurn();
    return outcome;
  };
  return { client, log, finish, begin, held };
}

const begun = (log: NonceLog): number => log.filter((entry) => /^sign \d+$/.test(entry)).length;

describe("with a signer that signs in order", () => {
  test("a request is handed to the network before the next one is signed", async () => {
    const { client, log, finish } = createHeldClient();
    const requests = [PLACE_ORDER, GET_ACCOUNTS, REQUESTS.cancel];
    const outcomes = requests.map((request) => client.send(request));
    await nextTurn();
    expect(log).toEqual(["sign 1"]);
    await finish(3);
    await finish(2);
    expect(log).toEqual(["sign 1"]);
    await finish(1);
    expect(log).toEqual([1, 2, 3].flatMap((nonce) => [`sign ${nonce}`, `signed ${nonce}`, `sent ${nonce}`]));
    expect(await Promise.all(outcomes)).toEqual(["read", "read", "read"]);
    expect(client.sent.map(({ url }) => url.pathname)).toEqual(["/orders", "/accounts", "/cancel"]);
  });

  test("no request waits for the replies to earlier ones", async () => {
    const { client, log, finish } = createHeldClient({ answers: [silence] });
    const outcomes = [1, 2, 3].map(() => failureOf(client.send(PLACE_ORDER)));
    for (const nonce of [1, 2, 3]) await finish(nonce);
    expect(log.filter((entry) => entry.startsWith("sent"))).toEqual(["sent 1", "sent 2", "sent 3"]);
    await client.clock.advance(10_000);
    for (const outcome of outcomes) expect(await outcome).toMatchObject({ kind: "outcomeUnknown" });
  });

  test("a public request does not wait for a turn", async () => {
    const { client, log, finish } = createHeldClient();
    const order = client.send(PLACE_ORDER);
    expect(await client.send(GET_TIME)).toBe("read");
    await nextTurn();
    expect(log.toSorted()).toEqual(["sent null", "sign 1"]);
    await finish(1);
    expect(await order).toBe("read");
  });

  test("a retry has its own turn and its own nonce", async () => {
    const log: NonceLog = [];
    const client = createResilientClient({
      answers: [reply(503), OK],
      config: { signer: nonceSigner(log, () => {}) },
    });
    expect(await client.run(GET_ACCOUNTS)).toBe("read");
    expect(client.sent.map(({ headers }) => headers.get("x-nonce"))).toEqual(["1", "2"]);
  });

  test("the order also holds when the credentials come from a function", async () => {
    const log: NonceLog = [];
    const held = [defer(), defer()];
    const client = createHeldCredentials(log, held);
    const outcomes = [client.send(PLACE_ORDER), client.send(PLACE_ORDER)];
    await nextTurn();
    held[1]?.resolve();
    await nextTurn();
    expect(begun(log)).toBe(1);
    held[0]?.resolve();
    expect(await Promise.all(outcomes)).toEqual(["read", "read"]);
    expect(client.sent.map(({ headers }) => headers.get("x-nonce"))).toEqual(["1", "2"]);
  });
});

describe("a request that waits for its turn", () => {
  test("rejects at its deadline unsent, and neither delays nor reorders other requests", async () => {
    const { client, log, finish, begin } = createHeldClient();
    const first = client.send(PLACE_ORDER);
    const second = client.send(PLACE_ORDER, { timeoutMs: 1_000 });
    const refused = failureOf(second);
    const third = client.send(PLACE_ORDER);
    await nextTurn();
    await client.clock.advance(1_000);
    expect(await refused).toMatchObject({
      kind: "timeout",
      sent: "no",
      retryable: true,
      reason: "the deadline passed",
    });
    void begin(PLACE_ORDER);
    expect(begun(log)).toBe(1);
    await finish(1);
    expect(await first).toBe("read");
    expect(begun(log)).toBe(2);
    await finish(2);
    expect(await third).toBe("read");
    await finish(3);
    expect(client.sent.map(({ headers }) => headers.get("x-nonce"))).toEqual(["1", "2", "3"]);
    expect(client.clock.timers()).toBe(0);
  });

  test("rejects at once when its caller aborts", async () => {
    const { client, log, finish } = createHeldClient();
    const first = client.send(PLACE_ORDER);
    const controller = new AbortController();
    const aborted = failureOf(client.send(PLACE_ORDER, { signal: controller.signal }));
    await nextTurn();
    controller.abort();
    expect(await aborted).toMatchObject({ kind: "aborted", sent: "no" });
    await finish(1);
    expect(await first).toBe("read");
    expect(begun(log)).toBe(1);
  });

  test("may wait until the deadline of its call, even as a read whose attempts are cut short", async () => {
    const { client, finish } = createHeldClient();
    const first = client.send(PLACE_ORDER);
    const waiting = client.send(GET_ACCOUNTS);
    for (let second = 0; second < 8; second += 1) await client.clock.advance(1_000);
    await finish(1);
    await finish(2);
    expect(await Promise.all([first, waiting])).toEqual(["read", "read"]);
  });
});

describe("the turn of a signer", () => {
  test.each([
    ["throws", "SIGNING_FAILED", () => Promise.reject(new Error("broken"))],
    ["returns an invalid signature", "INVALID_SIGNATURE", () => Promise.resolve({ "x-nonce": "" })],
  ] as const)("that %s is freed", async (_case, code, fail) => {
    let count = 0;
    const sign = () => (++count === 1 ? fail() : { "x-nonce": String(count) });
    const client = createResilientClient({ answers: [OK], config: { signer: { inOrder: true, sign } } });
    const outcomes = [failureOf(client.send(PLACE_ORDER)), client.send(PLACE_ORDER)];
    const [failed, read] = await Promise.all(outcomes);
    expect(failed).toMatchObject({ code, sent: "no" });
    expect(read).toBe("read");
  });

  test("that hangs is freed at the deadline of its request", async () => {
    const { client, log, finish } = createHeldClient();
    const hanging = failureOf(client.send(PLACE_ORDER, { timeoutMs: 500 }));
    const next = client.send(PLACE_ORDER);
    await nextTurn();
    await client.clock.advance(500);
    expect(await hanging).toMatchObject({ kind: "timeout", sent: "no" });
    await finish(2);
    expect(await next).toBe("read");
    // A late signature is not sent.
    await finish(1);
    expect(log.filter((entry) => entry.startsWith("sent"))).toEqual(["sent 2"]);
  });

  test("is freed when fetch throws", async () => {
    const log: NonceLog = [];
    const broken: Answer = () => {
      throw new TypeError("fetch failed");
    };
    const client = createResilientClient({
      answers: [broken, OK],
      config: { signer: nonceSigner(log, () => {}) },
    });
    const outcomes = [failureOf(client.send(PLACE_ORDER)), client.send(PLACE_ORDER)];
    expect(await Promise.all(outcomes)).toMatchObject([{ kind: "outcomeUnknown" }, "read"]);
  });
});

test.each([false, undefined])("a signer with `inOrder: %s` signs concurrently", async (inOrder) => {
  const log: NonceLog = [];
  const held = [defer(), defer(), defer()];
  const { sign } = nonceSigner(log, (nonce) => held[nonce - 1]?.promise);
  const signer = inOrder === undefined ? { sign } : { sign, inOrder };
  const client = createResilientClient({ answers: [OK], config: { signer } });
  const outcomes = held.map(() => client.send(PLACE_ORDER));
  await nextTurn();
  expect(log).toEqual(["sign 1", "sign 2", "sign 3"]);
  for (const turn of held.toReversed()) {
    turn.resolve();
    await nextTurn();
  }
  expect(await Promise.all(outcomes)).toEqual(["read", "read", "read"]);
  expect(client.sent.map(({ headers }) => headers.get("x-nonce"))).toEqual(["3", "2", "1"]);
});

test("nonces are signed one at a time and sent in order, for any durations", async () => {
  const request = fc.record({
    startMs: fc.integer({ min: 0, max: 50 }),
    signMs: fc.integer({ min: 0, max: 40 }),
    replyMs: fc.integer({ min: 0, max: 60 }),
    timeoutMs: fc.integer({ min: 1, max: 400 }),
    fails: fc.boolean(),
    kind: fc.constantFrom(...(Object.keys(REQUESTS) as (keyof typeof REQUESTS)[])),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 8 }), async (requests) => {
      const log: NonceLog = [];
      const signing = (nonce: number) => requests[(nonce - 1) % requests.length];
      const signer = nonceSigner(log, async (nonce) => {
        const { signMs = 0, fails = false } = signing(nonce) ?? {};
        await client.clock.sleep(signMs);
        if (fails && nonce % 3 === 0) throw new Error("broken");
      });
      const answer: Answer = async ({ headers }) => {
        const nonce = Number(headers.get("x-nonce"));
        log.push(`sent ${nonce}`);
        await client.clock.sleep(signing(nonce)?.replyMs ?? 0);
        return new Response("{}");
      };
      const client: ResilientClient = createResilientClient({
        answers: [answer],
        config: { signer, retry: false, circuitBreaker: false, orderSafety: { maxOrderDelayMs: 60_000 } },
      });
      const outcomes = requests.map(async ({ startMs, timeoutMs, kind }) => {
        await client.clock.sleep(startMs);
        return client.send(REQUESTS[kind], { timeoutMs }).catch(({ sent }: VenueError) => sent);
      });
      const ends = await client.clock.settle(Promise.all(outcomes));
      const sent = log.filter((entry) => entry.startsWith("sent")).map((entry) => Number(entry.slice(5)));
      expect(sent).toEqual(sent.toSorted((a, b) => a - b));
      expect(new Set(sent).size).toBe(sent.length);
      expect(sent).toHaveLength(ends.filter((end) => end !== "no").length);
      // A request that is signed in time is sent before the next one is signed.
      for (const [index, entry] of log.entries()) {
        const nonce = Number(entry.split(" ")[1]);
        if (!entry.startsWith("sent")) continue;
        expect(log.indexOf(`sign ${nonce + 1}`) === -1 || log.indexOf(`sign ${nonce + 1}`) > index).toBe(
          true,
        );
      }
    }),
    { ...SEEDED, numRuns: 150 },
  );
});

/** Creates a client whose credentials come from a function, and whose signatures the test finishes. */
function createHeldCredentials(log: NonceLog, held: readonly Deferred[]): ResilientClient {
  const signer = nonceSigner(log, (nonce) => held[nonce - 1]?.promise);
  return createResilientClient({
    answers: [OK],
    config: { credentials: async () => "key-number-1" },
    toSigner: () => signer,
  });
}
