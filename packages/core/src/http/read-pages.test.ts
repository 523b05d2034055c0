import { expect, test } from "vitest";
import { createTestClient, GET_ACCOUNTS } from "../testdata/clients/test-client.ts";
import { type Answer, reply, scriptFetch } from "../testdata/network/scripted-fetch.ts";
import { type PageLimits, readPages } from "./read-pages.ts";

const page = (items: readonly string[], next?: string): Answer =>
  reply(200, { items, ...(next && { next }) });

/** Reads a list of words, a page for each answer. */
function readWords(answers: readonly Answer[], limits?: PageLimits<string>) {
  const script = scriptFetch(...answers);
  const { connection } = createTestClient({ fetch: script.fetch });
  const words = connection.calls.run("getWords", {}, (call) =>
    readPages(
      connection.http,
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
  return { ...script, words };
}

test("each page is asked for by the cursor of the one before, with the query of the first", async () => {
  const { words, sent } = readWords([page(["a", "b"], "2"), page(["c"])]);
  expect(await words).toEqual(["a", "b", "c"]);
  const queries = sent.map(({ url }) => Object.fromEntries(url.searchParams));
  expect(queries[1]).toEqual({ ...queries[0], cursor: "2" });
});

test("only what is wanted is there, and counts", async () => {
  const pages = [page(["a1", "b1", "a2"], "2"), page(["b2", "a3"], "3"), page(["a4"])];
  const { words, sent } = readWords(pages, {
    isEnough: (count) => count >= 3,
    isWanted: (word) => word.startsWith("a"),
  });
  expect(await words).toEqual(["a1", "a2", "a3"]);
  expect(sent).toHaveLength(2);
});

test("what two pages hold is there once, as it was last read", async () => {
  const { words } = readWords([page(["a1", "b1"], "2"), page(["a2"])], { idOf: (word) => word[0] });
  expect(await words).toEqual(["a2", "b1"]);
});

test("pages may have numbers: the reader knows which one it reads", async () => {
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
