import { expect, test } from "vitest";
import { contract } from "./contract.ts";
import type { ContractSubject } from "./declaration/contract-subject.ts";
import { createTinyClient } from "./testdata/tiny-client.ts";
import { within } from "./within.ts";

const never = (): Promise<never> => new Promise(() => {});

/** Tries the case of the health on a client of which something is different. */
async function tryHealth({ client, ...rest }: Partial<ContractSubject>): Promise<void> {
  const make = (): ContractSubject => ({ client: { ...createTinyClient(), ...client }, ...rest });
  await contract(make, { patienceMs: 20 })
    .find(({ id }) => id === "H01")
    ?.run();
}

test("gives what work comes to, and what it fails with", async () => {
  expect(await within(1_000, "work", () => 5)).toBe(5);
  await expect(within(1_000, "work", () => Promise.reject(new Error("its own")))).rejects.toThrow("its own");
});

test("a case that does not end fails, and names itself", async () => {
  const hanging = tryHealth({ client: { ...createTinyClient(), health: never } });
  await expect(hanging).rejects.toThrow("the case H01 should end within 200 ms");
});

test("a subject that is not put away fails its case", async () => {
  const open = tryHealth({ client: { ...createTinyClient(), close: never } });
  await expect(open).rejects.toThrow("close() after the case H01 should end within 20 ms");
  await expect(tryHealth({ dispose: never })).rejects.toThrow("dispose() after the case H01 should end");
});
