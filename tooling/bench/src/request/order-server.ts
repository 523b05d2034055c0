import { createServer, type IncomingMessage } from "node:http";

/** The order that every contender reads. */
export const ORDER_ID = "5f1c9b1e-4c2d-4f7a-9a38-0d6b2c7e1a54";

/** A reply of `GET /orders/historical/{order_id}`, in the documented shape. */
const REPLY = JSON.stringify({
  order: {
    order_id: ORDER_ID,
    product_id: "BTC-USD",
    user_id: "a2c4e6a8-1b3d-4f5a-8c7e-9d0b2f4a6c8e",
    order_configuration: {
      limit_limit_gtc: { base_size: "0.25000000", limit_price: "61250.10", post_only: false },
    },
    side: "BUY",
    client_order_id: "9e8d7c6b-5a49-4382-9172-6b5a4c3d2e1f",
    status: "OPEN",
    time_in_force: "GOOD_UNTIL_CANCELLED",
    created_time: "2026-03-04T05:06:07.890123Z",
    completion_percentage: "40",
    filled_size: "0.10000000",
    average_filled_price: "61249.95",
    fee: "",
    number_of_fills: "2",
    filled_value: "6124.995",
    pending_cancel: false,
    size_in_quote: false,
    total_fees: "3.67",
    size_inclusive_of_fees: false,
    total_value_after_fees: "6128.665",
    trigger_status: "INVALID_ORDER_TYPE",
    order_type: "LIMIT",
    reject_reason: "REJECT_REASON_UNSPECIFIED",
    settled: false,
    product_type: "SPOT",
    reject_message: "",
    cancel_message: "",
    order_placement_source: "RETAIL_ADVANCED",
    outstanding_hold_amount: "9187.52",
    is_liquidation: false,
    last_fill_time: "2026-03-04T05:06:08.001Z",
    edit_history: [],
  },
});

/** The path of the order. Each contender asks for it. */
export const ORDER_PATH: string = `/api/v3/brokerage/orders/historical/${ORDER_ID}`;

/** Answers one request: 404 for another method or path, 401 without a token. */
export function answer({ method, url, headers }: Pick<IncomingMessage, "method" | "url" | "headers">): {
  readonly status: number;
  readonly body: string;
} {
  if (method !== "GET" || url !== ORDER_PATH) return { status: 404, body: "{}" };
  if (headers.authorization?.startsWith("Bearer ey") !== true) return { status: 401, body: "{}" };
  return { status: 200, body: REPLY };
}

/**
 * Serves the order on loopback over kept connections, and prints its port. It refuses a request for another path, or without a
 * token. It runs in a process of its own, so that it takes no time from the contenders, until its standard input ends.
 */
export function serveOrder(): Promise<void> {
  const server = createServer((request, response) => {
    const { status, body } = answer(request);
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(body);
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    console.log(address.port);
  });
  return new Promise((resolve) => {
    process.stdin.resume().on("end", () => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  });
}
