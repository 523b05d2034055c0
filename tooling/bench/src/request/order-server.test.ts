import { expect, test } from "vitest";
import { answer, ORDER_ID, ORDER_PATH } from "./order-server.ts";

const SIGNED = {
  method: "GET",
  url: ORDER_PATH,
  headers: { authorization: "Bearer eyJhbGciOiJFUzI1NiJ9.e30.AA" },
};

test("answers a signed request with the order", () => {
  const { status, body } = answer(SIGNED);
  expect(status).toBe(200);
  expect(JSON.parse(body).order.order_id).toBe(ORDER_ID);
});

test.each([
  ["another order", { url: `${ORDER_PATH}0` }, 404],
  ["another method", { method: "POST" }, 404],
  ["no token", { headers: {} }, 401],
])("refuses a request with %s", (_name, change, status) => {
  expect(answer({ ...SIGNED, ...change })).toEqual({ status, body: "{}" });
});
