import { describe, expect, test } from "vitest";
import { createTestClient, GET_ACCOUNTS } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { type Answer, reply, scriptFetch, silence } from "../testdata/network/scripted-fetch.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { type PageLimits, readPages } from "./read-pages.ts";

const page = (items: readonly string[], next?: string): Answer =>
  reply(200, { items, ...(next && { next }) });

/** Reads a list of words with one page per answer. */
function readWords(answers: readonly Answer[], limits?: PageLimits<string>, signal?: AbortSignal) {
  const script = scriptFetch(...answers);
  const client = createTestClient({ fetch: script.fetch });
  const { calls, http } = client.connection;
  const words = calls.run("getWords", { signal }, (call) =>
    readPages(
      http,
      call,
      {
        ...GET_ACCOUNTS,
        read: (body) => {
          const cursor = body.text("next");
          return { items: body.words("items"), next: cursor === undefined ? undefined : { cursor } };
        },
      },
      limits,
    ),
  );
  return { ...script, words, client };
}

describe("pages", () => {
  test("are read in order until there is no cursor", async () => {
    const { words, sent } = readWords([page(["a", "b"], "2"), page([], "3"), page(["c"])]);
    expect(await words).toEqual(["a", "b", "c"]);
    const cursors = sent.map(({ url }) => url.searchParams.get("cursor"));
    expect(cursors.slice(1)).toEqual(["2", "3"]);
  });

  test("keep the query of the first page", async () => {
    const { words, sent } = readWords([page(["a", "b"], "2"), page(["c"])]);
    await words;
    const queries = sent.map(({ url }) => Object.fromEntries(url.searchParams));
    expect(queries[1]).toEqual({ ...queries[0], cursor: "2" });
  });

  test("are read only until there are enough items", async () => {
    const { words, sent } = readWords([page(["a", "b"], "2"), page(["c", "d"], "3"), page(["e"], "4")], {
      isEnough: (count) => count >= 3,
    });
    expect(await words).toEqual(["a", "b", "c", "d"]);
    expect(sent).toHaveLength(2);
  });

  test("give only the wanted items, and only those count towards enough", async () => {
    const pages = [page(["a1", "b1", "a2"], "2"), page(["b2", "a3"], "3"), page(["a4"])];
    const { words, sent } = readWords(pages, {
      isEnough: (count) => count >= 3,
      isWanted: (word) => word.startsWith("a"),
    });
    expect(await words).toEqual(["a1", "a2", "a3"]);
    expect(sent).toHaveLength(2);
  });

  test("give a repeated item once, in its latest version, and count it once", async () => {
    const pages = [page(["a1", "b1"], "2"), page(["b2", "c2"], "3"), page(["d"])];
    const { words, sent } = readWords(pages, {
      isEnough: (count) => count >= 3,
      idOf: (word) => word[0],
    });
    expect(await words).toEqual(["a1", "b2", "c2"]);
    expect(sent).toHaveLength(2);
  });

  test("cause an error instead of a partial list when a cursor repeats", async () => {
    for (const cursors of [
      ["2", "2"],
      ["2", "3", "2"],
    ]) {
      const { words } = readWords(cursors.map((cursor) => page(["a"], cursor)));
      expect(await failureOf(words)).toMatchObject({
        kind: "malformed",
        code: "REPEATED_CURSOR",
        operation: "getWords",
        sent: "yes",
      });
    }
  });

  test("cause an error instead of a partial list when one of them fails", async () => {
    const { words } = readWords([page(["a"], "2"), reply(503)]);
    expect(await failureOf(words)).toMatchObject({ kind: "unavailable", status: 503 });
  });

  test("may hold 300,000 items", async () => {
    const many = Array.from({ length: 300_000 }, (_none, index) => String(index));
    const { words } = readWords([page(many)]);
    expect(await words).toEqual(many);
  });

  test("may be numbered, because the reader receives the query of its page", async () => {
    const rows = [["a", "b"], ["c", "d"], ["e"]];
    const script = scriptFetch(...rows.map((row) => reply(200, row)));
    const { connection } = createTestClient({ fetch: script.fetch });
    const words = await connection.calls.run("getWords", {}, (call) =>
      readPages(connection.http, call, {
        path: ["words"],
        query: { page: 1, size: 2 },
        readList: (list, { query }) => ({
          items: Array.from({ length: list.length }, (_none, index) => list.requiredText(index)),
          next: list.length < 2 ? undefined : { page: Number(query.page) + 1 },
        }),
      }),
    );
    expect(words).toEqual(["a", "b", "c", "d", "e"]);
    expect(script.sent.map(({ url }) => url.search)).toEqual([
      "?page=1&size=2",
      "?page=2&size=2",
      "?page=3&size=2",
    ]);
  });
});

describe("reading pages", () => {
  test("stops after an abort or a close", async () => {
    for (const ending of ["abort", "close"] as const) {
      const controller = new AbortController();
      const last: Answer = (request) => {
        if (ending === "abort") controller.abort();
        else reading.client.connection.calls.close();
        return page(["b"], "3")(request);
      };
      const reading = readWords([page(["a"], "2"), last, page(["c"])], {}, controller.signal);
      expect(await failureOf(reading.words)).toMatchObject({ kind: "aborted" });
      expect(reading.sent).toHaveLength(2);
      expect(reading.client.clock.timers()).toBe(0);
    }
  });

  test("has one deadline for all pages together", async () => {
    const { words, client, sent } = readWords([page(["a"], "2"), page(["b"], "3"), silence]);
    const error = failureOf(words);
    while (sent.length < 3) await nextTurn();
    await client.clock.advance(10_000);
    expect(await error).toMatchObject({ kind: "timeout" });
  });
});
