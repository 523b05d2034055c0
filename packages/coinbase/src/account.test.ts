import type { AssetBalance, BalanceOptions } from "@cqvx/core";
import { expect, test } from "vitest";
import { failureOf } from "./testdata/failure-of.ts";
import { type JsonFields, readFixture } from "./testdata/fixtures/fixtures.ts";
import { type Answer, reply, replyOf } from "./testdata/scripted/scripted-venue.ts";
import { createTestClient, type TestClient } from "./testdata/scripted/test-client.ts";

const accounts = (...pages: readonly Answer[]): TestClient => createTestClient({ "GET /accounts": pages });

const account = (id: string, currency: string, available: string, hold?: JsonFields): JsonFields => ({
  uuid: id,
  currency,
  available_balance: { value: available, currency },
  ...(hold && { hold }),
});

async function assetsOf(page: Answer, options?: BalanceOptions): Promise<readonly Partial<AssetBalance>[]> {
  const { assets } = await accounts(page).client.getBalance(options);
  return assets.map(({ $typeName, ...fields }) => fields);
}

test("the available and the locked amount add up exactly, and an absent hold locks nothing", async () => {
  expect(await assetsOf(replyOf("accounts-precise-and-partial-holds"))).toEqual([
    {
      asset: "LINK",
      available: "318.4400000000000007",
      locked: "12.0600000000000003",
      total: "330.5000000000000010",
    },
    { asset: "EUR", available: "7421.09", total: "7421.09" },
    { asset: "DOT", available: "55.125", total: "55.125" },
  ]);
});

test("includeZero adds the assets with a total of zero", async () => {
  const assets = await assetsOf(replyOf("accounts-precise-and-partial-holds"), { includeZero: true });
  expect(assets.map(({ asset }) => asset)).toEqual(["LINK", "EUR", "DOT", "ADA"]);
});

test("an asset that is locked completely is listed", async () => {
  const onHold = reply({ accounts: [account("1", "SOL", "0", { value: "2.5" })], has_next: false });
  expect(await assetsOf(onHold)).toEqual([{ asset: "SOL", available: "0", locked: "2.5", total: "2.5" }]);
});

test("sums one currency over two platforms", async () => {
  expect(await assetsOf(replyOf("accounts-two-platforms"))).toContainEqual({
    asset: "USD",
    available: "1250.405",
    locked: "119.60",
    total: "1370.005",
  });
});

test("reads all pages of 250 accounts and counts an account on two pages once", async () => {
  const venue = accounts(replyOf("accounts-first-page"), replyOf("accounts-last-page"));
  const { assets } = await venue.client.getBalance();
  expect(assets.map(({ asset, total }) => [asset, total])).toEqual([
    ["SOL", "4.00"],
    ["ETH", "1.5"],
    ["USDC", "900.000000"],
  ]);
  const { cursor } = Object(readFixture("accounts-first-page").input);
  expect(venue.requests.map(({ rawQuery }) => rawQuery)).toEqual([
    "limit=250",
    `limit=250&cursor=${encodeURIComponent(cursor)}`,
  ]);
});

test("counts all accounts of one currency that differ by id only", async () => {
  const page = reply({ accounts: [account("1", "SOL", "1"), account("2", "SOL", "1")], has_next: false });
  expect(await assetsOf(page)).toEqual([{ asset: "SOL", available: "2", total: "2" }]);
});

test("follows a cursor when has_next is missing, as a partial balance is wrong", async () => {
  const { client } = accounts(
    reply({ accounts: [account("1", "SOL", "1")], cursor: "more" }),
    reply({ accounts: [account("2", "SOL", "4")] }),
  );
  expect((await client.getBalance()).assets).toMatchObject([{ total: "5" }]);
});

test("a repeated cursor is an error, not a partial balance", async () => {
  const { client } = accounts(replyOf("accounts-first-page"));
  expect(await failureOf(client.getBalance())).toMatchObject({ kind: "malformed", code: "REPEATED_CURSOR" });
});

test.each<[string, JsonFields, string]>([
  ["no list", { has_next: false }, "accounts is missing"],
  ["no next cursor", { accounts: [], has_next: true, cursor: "" }, "cursor is missing"],
  [
    "an account without a balance",
    { accounts: [{ uuid: "1", currency: "SOL" }], has_next: false },
    "accounts[0].available_balance is missing",
  ],
  [
    "an empty balance",
    { accounts: [account("1", "SOL", "")], has_next: false },
    "accounts[0].available_balance.value is missing",
  ],
])("%s is malformed, not a zero balance", async (_, body, reason) => {
  expect(await failureOf(assetsOf(reply(body)))).toMatchObject({ kind: "malformed", reason });
});

test("counts each account without an id", async () => {
  const body = { accounts: [account("", "SOL", "1.0"), account("", "SOL", "2.5")], has_next: false };
  expect(await assetsOf(reply(body))).toEqual([{ asset: "SOL", available: "3.5", total: "3.5" }]);
});

test("accepts only booleans for includeZero", async () => {
  const { client, requests } = accounts(replyOf("accounts-last-page"));
  const error = await failureOf(client.getBalance({ includeZero: 1 } as unknown as BalanceOptions));
  expect(error).toMatchObject({ kind: "invalidInput", field: "includeZero" });
  expect(requests).toEqual([]);
});
