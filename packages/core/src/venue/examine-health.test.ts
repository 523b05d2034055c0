import { describe, expect, test } from "vitest";
import type { ClientConfig } from "../contract/client-config.ts";
import type { HttpRequest } from "../http/http-request.ts";
import type { TimeRequest } from "../http/venue-http.ts";
import { createTestClient, GET_TIME, type TestClient } from "../testdata/clients/test-client.ts";
import { START_MS } from "../testdata/clocks/manual-clock.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { type Answer, reply, type SentRequest, scriptFetch } from "../testdata/network/scripted-fetch.ts";
import { countingSigner } from "../testdata/signers/counting-signer.ts";
import { examineHealth } from "./examine-health.ts";
import type { HealthProbe } from "./venue-operations.ts";

const HOUR_MS = 3_600_000;

const TIME: TimeRequest = { ...GET_TIME, read: (body) => Number(body.requiredText("epochMillis")) };

/** A public request whose reply is a bare list. */
const REACH: HttpRequest<unknown> = { path: ["ping"], access: "public", readList: () => "pong" };

const CAN_TRADE: HttpRequest<boolean | undefined> = {
  path: ["key"],
  read: (body) => body.boolean("trade"),
};

interface Venue {
  /** The lead of the venue's clock over this machine's, in milliseconds. */
  readonly aheadMs?: number;
  /** The lead of its Date header in milliseconds. Replies have no such header without it. */
  readonly dateAheadMs?: number | undefined;
  readonly key?: Answer;
}

interface Examined {
  readonly findings: Promise<unknown>;
  readonly sent: readonly SentRequest[];
  readonly client: TestClient;
}

/** Examines a venue that takes 100 ms for each reply. */
function examine(
  probe: HealthProbe,
  { aheadMs = 0, dateAheadMs, key = reply(200, { trade: true }) }: Venue = {},
  { time, config }: { time?: TimeRequest; config?: ClientConfig<string> } = {},
): Examined {
  const headers = (): Record<string, string> =>
    dateAheadMs === undefined ? {} : { date: new Date(client.clock.now() + dateAheadMs).toUTCString() };
  const answer: Answer = async (request) => {
    await client.clock.advance(50);
    const { pathname } = request.url;
    const body = pathname.endsWith("/time") ? { epochMillis: client.clock.now() + aheadMs } : [];
    const answered = pathname.endsWith("/key") ? await key(request) : Response.json(body);
    for (const [name, value] of Object.entries(headers())) answered.headers.set(name, value);
    await client.clock.advance(50);
    return answered;
  };
  const { fetch, sent } = scriptFetch(answer);
  const client = createTestClient({ fetch, ...(config && { config }) });
  const findings = client.connection.calls.run("health", {}, (call) =>
    examineHealth(client.connection, call, time, probe),
  );
  return { findings, sent, client };
}

const paths = (sent: readonly SentRequest[]): string[] =>
  sent.map(({ url }) => url.pathname.split("/").at(-1) ?? "");

describe("health of a venue with a time endpoint", () => {
  test("takes the clock offset and the latency from that endpoint", async () => {
    for (const aheadMs of [0, 700, -700, HOUR_MS]) {
      const { findings, sent } = examine({}, { aheadMs }, { time: TIME });
      expect(await findings).toEqual({ latencyMs: 100, clockOffsetMs: aheadMs, auth: "ok" });
      expect(paths(sent)).toEqual(["time"]);
    }
  });

  test("corrects the clock for later signatures", async () => {
    const signer = countingSigner();
    const probe = { canTrade: CAN_TRADE };
    const { findings, sent } = examine(probe, { aheadMs: HOUR_MS }, { time: TIME, config: { signer } });
    expect(await findings).toMatchObject({ clockOffsetMs: HOUR_MS, canTrade: true });
    expect(paths(sent)).toEqual(["time", "key"]);
    expect(signer.requests.map(({ timestampMs }) => timestampMs)).toEqual([START_MS + 100 + HOUR_MS]);
  });

  test("prefers that endpoint to a Date header, which may come from a cache", async () => {
    const { findings, client } = examine(
      { reach: REACH, canTrade: CAN_TRADE },
      { dateAheadMs: HOUR_MS },
      { time: TIME },
    );
    expect(await findings).toMatchObject({ clockOffsetMs: 0 });
    expect(client.connection.serverClock.offsetMs()).toBe(0);
  });
});

describe("health of a venue without a time endpoint", () => {
  test("takes the clock offset from the Date header of a reply, to half a second", async () => {
    const { findings, client } = examine({ reach: REACH }, { dateAheadMs: HOUR_MS });
    // The header is written 50 ms after the start and cut to the second. It is read as the middle of that second.
    const clockOffsetMs = HOUR_MS + 500 - 100 + 50;
    expect(await findings).toEqual({ latencyMs: 100, clockOffsetMs, auth: "ok" });
    expect(client.connection.serverClock.offsetMs()).toBe(clockOffsetMs);
  });

  test("corrects the clock before it checks the key", async () => {
    const signer = countingSigner();
    const probe = { reach: REACH, canTrade: CAN_TRADE };
    const { findings, sent } = examine(probe, { dateAheadMs: HOUR_MS }, { config: { signer } });
    expect(await findings).toMatchObject({ canTrade: true });
    expect(paths(sent)).toEqual(["ping", "key"]);
    expect(signer.requests.map(({ timestampMs }) => timestampMs)).toEqual([START_MS + HOUR_MS + 550]);
  });

  test("takes the clock offset from the reply about the key when it sends no other request", async () => {
    const { findings, sent } = examine({ canTrade: CAN_TRADE }, { dateAheadMs: -HOUR_MS });
    expect(await findings).toEqual({
      latencyMs: 100,
      clockOffsetMs: -HOUR_MS + 450,
      auth: "ok",
      canTrade: true,
    });
    expect(paths(sent)).toEqual(["key"]);
  });

  test("reports no clock offset without a Date header, and corrects no clock", async () => {
    const { findings, client } = examine({ reach: REACH, canTrade: CAN_TRADE });
    expect(await findings).toEqual({ latencyMs: 100, auth: "ok", canTrade: true });
    expect(client.connection.serverClock.offsetMs()).toBe(0);
  });
});

describe("health with a question about the key", () => {
  test.each([true, false])("reports that the key may trade as the venue says: %s", async (trade) => {
    const { findings } = examine({ canTrade: CAN_TRADE }, { key: reply(200, { trade }) });
    expect(await findings).toMatchObject({ auth: "ok", canTrade: trade });
  });

  test("leaves canTrade undefined when the venue does not say, and omits it without the question", async () => {
    const { findings } = examine({ canTrade: CAN_TRADE }, { key: reply(200, {}) });
    expect((await findings) as object).toEqual({ latencyMs: 100, auth: "ok", canTrade: undefined });
    const unasked = examine({ reach: REACH });
    expect("canTrade" in ((await unasked.findings) as object)).toBe(false);
  });

  test("rejects as unauthorized when the venue refuses the key", async () => {
    const { findings } = examine({ reach: REACH, canTrade: CAN_TRADE }, { key: reply(401) });
    expect(await failureOf(findings)).toMatchObject({ kind: "unauthorized", status: 401 });
  });
});

describe("health of a client without credentials", () => {
  const config = {};

  test("reports the latency and the clock, and sends no request about a key", async () => {
    const { findings, sent } = examine({ reach: REACH, canTrade: CAN_TRADE }, {}, { time: TIME, config });
    expect(await findings).toEqual({ latencyMs: 100, clockOffsetMs: 0, auth: "none" });
    expect(paths(sent)).toEqual(["time", "ping"]);
  });

  test("rejects as unauthorized when the only request is about the key", async () => {
    const { findings, sent } = examine({ canTrade: CAN_TRADE }, {}, { config });
    expect(await failureOf(findings)).toMatchObject({ kind: "unauthorized", code: "NO_CREDENTIALS" });
    expect(sent).toHaveLength(0);
  });
});

test("health is unsupported and sends nothing when the venue has no request for it", async () => {
  const { findings, sent } = examine({});
  expect(await failureOf(findings)).toMatchObject({ kind: "unsupported", sent: "no" });
  expect(sent).toHaveLength(0);
});

test("health rejects with the error of its request when the venue is unavailable", async () => {
  const { connection } = createTestClient({ fetch: scriptFetch(reply(503)).fetch });
  const run = connection.calls.run("health", {}, (call) =>
    examineHealth(connection, call, undefined, { reach: REACH, canTrade: CAN_TRADE }),
  );
  expect(await failureOf(run)).toMatchObject({ kind: "unavailable", status: 503, operation: "health" });
});
