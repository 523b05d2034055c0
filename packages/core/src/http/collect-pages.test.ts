import { describe, expect, test } from "vitest";
import { createTestClient, GET_ACCOUNTS } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { type Answer, reply, scriptFetch, silence } from "../testdata/network/scripted-fetch.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { collectPages, type Page } from "./collect-pages.ts";

/** Collects pages that come over http. */
function collect(answers: readonly Answer[], enough = 1000, signal?: AbortSignal) {
  const script = scriptFetch(...answers);
  const client = createTestClient({ fetch: script.fetch });
  const items = client.connection.calls.run("getOrders", { signal }, (call) =>
    collectPages(
      call,
      (count) => count >= enough,
      (next) =>
        client.connection.http.send<Page<string>>(call, {
          ...GET_ACCOUNTS,
          query: { ...next },
          read: (body) => {
            const cursor = body.text("next");
            return { items: body.words("items"), next: cursor === undefined ? undefined : { cursor } };
          },
        }),
    ),
  );
  return { ...script, items, client };
}

const page = (items: readonly string[], next?: string): Answer =>
  reply(200, { items, ...(next && { next }) });

describe("pages", () => {
  test("are read in order until there is no cursor", async () => {
    const { items, sent } = collect([page(["a", "b"], "2"), page([], "3"), page(["c"])]);
    expect(await items).toEqual(["a", "b", "c"]);
    expect(sent.map(({ url }) => url.searchParams.get("cursor"))).toEqual([null, "2", "3"]);
  });

  test("are not read any further than enough", async () => {
    const { items, sent } = collect([page(["a", "b"], "2"), page(["c", "d"], "3"), page(["e"], "4")], 3);
    expect(await items).toEqual(["a", "b", "c", "d"]);
    expect(sent).toHaveLength(2);
  });

  test("that repeat an item have it once, as last read, and it counts once", async () => {
    const { client } = collect([page([])]);
    const pages: Page<[string, number]>[] = [
      {
        items: [
          ["a", 1],
          ["b", 1],
        ],
        next: { cursor: "2" },
      },
      {
        items: [
          ["b", 2],
          ["c", 2],
        ],
        next: { cursor: "3" },
      },
    ];
    const items = await client.connection.calls.run("getOrders", {}, (call) =>
      collectPages(
        call,
        (count) => count >= 3,
        async (cursor) => pages[cursor === undefined ? 0 : 1] as Page<[string, number]>,
        ([id]) => id,
      ),
    );
    expect(items).toEqual([
      ["a", 1],
      ["b", 2],
      ["c", 2],
    ]);
  });

  test("that go round for ever are an error and not a part of the list", async () => {
    for (const cursors of [
      ["2", "2"],
      ["2", "3", "2"],
    ]) {
      const { items } = collect(cursors.map((cursor) => page(["a"], cursor)));
      expect(await failureOf(items)).toMatchObject({
        kind: "malformed",
        code: "REPEATED_CURSOR",
        operation: "getOrders",
        sent: "yes",
      });
    }
  });

  test("that fail half-way are an error and not a part of the list", async () => {
    const { items } = collect([page(["a"], "2"), reply(503)]);
    expect(await failureOf(items)).toMatchObject({ kind: "unavailable", status: 503 });
  });

  test("may be very long", async () => {
    const many = Array.from({ length: 300_000 }, (_, index) => index);
    const { client } = collect([page([])]);
    const items = await client.connection.calls.run("getOrders", {}, (call) =>
      collectPages(
        call,
        (count) => count >= Number.POSITIVE_INFINITY,
        async () => ({ items: many, next: undefined }),
      ),
    );
    expect(items).toEqual(many);
  });
});

describe("an end between pages", () => {
  test("by abort or close asks for no further page", async () => {
    for (const ending of ["abort", "close"] as const) {
      const controller = new AbortController();
      const last: Answer = (request) => {
        if (ending === "abort") controller.abort();
        else collecting.client.connection.calls.close();
        return page(["b"], "3")(request);
      };
      const collecting = collect([page(["a"], "2"), last, page(["c"])], 1000, controller.signal);
      expect(await failureOf(collecting.items)).toMatchObject({ kind: "aborted" });
      expect(collecting.sent).toHaveLength(2);
      expect(collecting.client.clock.timers()).toBe(0);
    }
  });

  test("by the deadline covers all pages together", async () => {
    const { items, client, sent } = collect([page(["a"], "2"), page(["b"], "3"), silence]);
    const error = failureOf(items);
    while (sent.length < 3) await nextTurn();
    await client.clock.advance(10_000);
    expect(await error).toMatchObject({ kind: "timeout" });
  });
});
