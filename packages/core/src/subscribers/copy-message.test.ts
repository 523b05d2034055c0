import { expect, test } from "vitest";
import { ORDER } from "../testdata/messages.ts";
import { copyMessage } from "./copy-message.ts";

test("a copy is the same, and what is done to it or to its parts leaves the message as it was", () => {
  const before = structuredClone(ORDER);
  const copy = copyMessage(ORDER);
  expect(copy).toEqual(ORDER);
  copy.symbol = "ETH-USD";
  if (copy.createdTime !== undefined) copy.createdTime.seconds = "1";
  expect(copy.createdTime).not.toEqual(ORDER.createdTime);
  expect(ORDER).toEqual(before);
});
