import { expect, test } from "vitest";
import { contract } from "./contract.ts";
import type { ContractSubject } from "./declaration/contract-subject.ts";
import { createTinyClient } from "./testdata/tiny-client.ts";
import { within } from "./within.ts";

const never = (): Promise<never> => new Promise(() => {});

/** Runs the case H01 on a tiny client with some changes. */
async function tryHealth({ client, ...rest }: Partial<ContractSubject>): Promise<void> {
  const make = (): ContractSubject => ({ client: { ...createTinyClient(), ...client }, ...rest });
  await contract(make, { patienceMs: 20 })
    .find(({ id }) => id === "H01")
    ?.run();
}

test("returns the result of the work, or throws its error", async () => {
  expect(await within(1_000, "work", () => 5)).toBe(5);
  await expect(within(1_000, "work", () => Promise.reject(new Error("its own")))).rejects.toThrow("its own");
});

test("a case that does not end fails with its id", async () => {
  const hanging = tryHealth({ client: { ...createTinyClient(), health: never } });
  await expect(hanging).rejects.toThrow("the case H01 should end within 200 ms");
});

test("a subject whose close or dispose does not end fails its case", async () => {
  const open = tryHealth({ client: { ...createTinyClient(), close: never } });
  await expect(open).rejects.toThrow("close() after the case H01 should end within 20 ms");
  await expect(tryHealth({ dispose: never })).rejects.toThrow("dispose() after the case H01 should end");
});
