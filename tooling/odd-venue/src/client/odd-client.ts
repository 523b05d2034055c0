import { createNonce, type HmacDialect, hmacSigner } from "@cqvx/auth";
import {
  type CallContext,
  type ClientConfig,
  type Order,
  OrderSide,
  OrderStatus,
  OrderType,
  type OrderUpdates,
  type Runtime,
  type Signer,
  TimeInForce,
  timestampToMilliseconds,
  type VenueClient,
} from "@cqvx/core";
import { createRequestAnswers } from "@cqvx/core/streams";
import {
  type AssetAccount,
  acknowledge,
  asList,
  type CheckedOrder,
  countTo,
  createTupleReader,
  type Decode,
  defineVenue,
  EMPTY_ORDER,
  enumTable,
  findOrderKind,
  type JsonList,
  JsonObject,
  jsonNumber,
  type OrderKind,
  type Refusal,
  readJson,
  remainingQuantity,
  type SessionParts,
  type SocketSession,
  type StreamMessage,
  type StreamRefusal,
  timestampFromEpoch,
  type VenueFacts,
  withPresent,
  writeTerms,
} from "@cqvx/core/venue";

/** The client of Oddex, an invented venue that differs from Coinbase in every way that core supports. */
export type OddClient = VenueClient & OrderUpdates;

export interface OddConfig extends ClientConfig<OddCredentials> {
  /** The page size of lists, 1 to 50. */
  readonly pageSize: number;
}

interface OddCredentials {
  readonly key: string;
  readonly secret: string;
}

type Own = Pick<OddConfig, "pageSize">;

const DIALECT: HmacDialect<"secret", "key"> = {
  secret: { name: "secret", encoding: "utf8" },
  hash: "sha512",
  prehash: ["timestamp", "method", "target", "body"],
  separator: "\n",
  methodCase: "lower",
  bodyHash: { hash: "sha256", encoding: "hex" },
  digestEncoding: "hex",
  digestCase: "upper",
  nonce: "growing",
  timestampUnit: "milliseconds",
  headers: { signature: "odd-sign", timestamp: "odd-nonce" },
  credentialHeaders: { key: "odd-key" },
};

/** Creates the signer. A frame is signed like a GET of the socket's path, with the next nonce of the key. */
function toSigner(credentials: OddCredentials, call: CallContext): Signer {
  const nonce = createNonce(DIALECT.timestampUnit, call);
  const signer = hmacSigner({ dialect: DIALECT, credentials, nonce }, call);
  const signFrame: Signer["signFrame"] = async (frame) => {
    const headers = await signer.sign({ ...frame, method: "GET", query: "", body: "" });
    return { key: credentials.key, nonce: Number(headers["odd-nonce"]), sign: headers["odd-sign"] ?? "" };
  };
  return { ...signer, signFrame };
}

/** The numeric error codes, which come with HTTP 200. An unlisted code leaves an order in doubt. */
const REFUSALS: Readonly<Record<string, Refusal & { readonly kind: StreamRefusal["kind"] }>> = {
  "-1021": { kind: "unauthorized", signAgain: true },
  "-1022": { kind: "unauthorized", notExecuted: true },
  "-1102": { kind: "rejected", notExecuted: true },
  "-1121": { kind: "notFound", notExecuted: true },
  "-2010": { kind: "rejected", notExecuted: true },
  "-2013": { kind: "notFound", notExecuted: true },
};

const decode: Decode = (_status, _headers, text) => {
  const value = readJson(text);
  const code = value instanceof JsonObject ? value.text("code") : undefined;
  if (!(value instanceof JsonObject) || code === undefined) return { value };
  return { refusal: { code: Number(code), message: value.text("msg"), ...REFUSALS[code] } };
};

const SIDE = enumTable<OrderSide>({ b: OrderSide.BUY, s: OrderSide.SELL });
const KIND = enumTable<OrderType>({ limit: OrderType.LIMIT, market: OrderType.MARKET });
const { GTC, IOC, FOK } = TimeInForce;
const TIF = enumTable<TimeInForce>({ gtc: GTC, ioc: IOC, fok: FOK });
const STATE = enumTable<OrderStatus>({
  new: OrderStatus.PENDING,
  live: OrderStatus.OPEN,
  part: OrderStatus.PARTIALLY_FILLED,
  done: OrderStatus.FILLED,
  leaving: OrderStatus.PENDING_CANCEL,
  gone: OrderStatus.CANCELLED,
  dead: OrderStatus.REJECTED,
});

const SIZE = { quantity: "qty", quoteQuantity: "amount" };
const LIMIT = { ...SIZE, price: "px", postOnly: "maker" };
const ORDERS: readonly OrderKind[] = [
  { type: OrderType.MARKET, timeInForce: IOC, fields: SIZE },
  ...[GTC, IOC, FOK].map((timeInForce) => ({ type: OrderType.LIMIT, timeInForce, fields: LIMIT })),
];
const AMOUNTS = { ...SIZE, price: "px", filledQuantity: "filled", averagePrice: "avg", fee: "fee" };

const toMarket = (symbol: string): string => symbol.replace("-", "/");
const toSymbol = (market: string): string => market.replace("/", "-");

function readOrder(order: JsonObject): Order {
  const amounts = order.decimals({ ...AMOUNTS, filledQuoteQuantity: "spent" });
  const { quantity, filledQuantity } = amounts;
  return withPresent<Order>(
    { ...EMPTY_ORDER, orderId: order.requiredText("id") },
    {
      ...amounts,
      clientOrderId: order.text("cid"),
      symbol: toSymbol(order.requiredText("market")),
      side: SIDE.read(order.text("side")),
      type: KIND.read(order.text("kind")),
      timeInForce: TIF.read(order.text("tif")),
      status: STATE.read(order.text("state")),
      venueStatus: order.text("state"),
      remainingQuantity: remainingQuantity(quantity, filledQuantity),
      createdTime: timestampFromEpoch(order.requiredText("at"), "ms"),
    },
  );
}

/** Reads a balance, the tuple `[asset, free, locked]`. */
function readBalance(balance: JsonList): AssetAccount {
  const asset = balance.requiredText(0);
  return { id: asset, asset, available: balance.requiredDecimal(1), locked: balance.decimal(2) };
}

/** Builds the body of an order. Amounts become JSON numbers with the same digits. */
function toOddOrder(order: CheckedOrder, call: CallContext): Readonly<Record<string, unknown>> {
  return {
    cid: order.clientOrderId,
    market: toMarket(order.symbol),
    side: SIDE.write(order.side),
    kind: KIND.write(order.type),
    tif: TIF.write(order.timeInForce),
    ...writeTerms(order, findOrderKind(ORDERS, order, call), { decimal: jsonNumber }),
  };
}

/** Creates the session of one connection. It signs in first, matches each answer to its request, and reads frames as lists. */
function createSession({ sign }: SessionParts): SocketSession {
  const requests = createRequestAnswers();
  const readMessage = (message: JsonObject): StreamMessage => {
    const [id, channel, ping] = [message.text("id"), message.text("ch"), message.text("ping")];
    const refusal = readRefusal(message);
    if (id === "hello") return { hello: refusal ?? "accepted" };
    if (id !== undefined) return { answer: requests.answer(id, refusal) };
    if (ping !== undefined) return { reply: `{"op":"pong","n":${ping}}` };
    if (channel === undefined) return { refusal };
    return { data: [{ channel, key: message.text("market") ?? "", events: [message] }] };
  };
  return {
    open: async () => {
      const signature = await sign({ action: "hello", channel: "", products: [] });
      return JSON.stringify({ op: "auth", id: "hello", ...signature });
    },
    write: async (action, ch, keys) =>
      keys.map((key) => {
        const id = requests.add(action, { channel: ch, key });
        return JSON.stringify({ op: action.replace("scribe", ""), id, ch, market: key || undefined });
      }),
    read: (text) => asList(readJson(text)).objects().map(readMessage),
    ping: () => '{"op":"ping"}',
  };
}

function readRefusal(message: JsonObject): StreamRefusal | undefined {
  const code = message.text("code");
  if (code === undefined) return undefined;
  const { kind } = REFUSALS[code] ?? { kind: "rejected" };
  return { code, kind, reason: message.requiredText("msg") };
}

const FACTS: VenueFacts<OddCredentials, Own> = {
  venue: "odd",
  defaultBaseUrl: "https://api.odd.example",
  defaultWsUrls: { market: "wss://ws.odd.example", user: "wss://ws.odd.example" },
  basePath: ["v2"],
  ownConfig: { pageSize: countTo(50) },
  toSigner,
  decode,
  orderTypes: [OrderType.MARKET, OrderType.LIMIT],
  sockets: () => ({
    paths: { market: "/ws", user: "/ws" },
    silenceMs: 8_000,
    pingMs: 2_000,
    topicsPerConnection: 50,
    createSession,
  }),
};

export const createOddClient: (config: OddConfig, runtime?: Runtime) => OddClient = defineVenue(
  FACTS,
  ({ own: { pageSize } }) => ({
    placeOrder: (order, call) => ({
      method: "PUT",
      path: ["orders"],
      body: toOddOrder(order, call),
      effect: "order",
      read: (reply) => acknowledge(order, reply.requiredText("id")),
    }),
    cancelOrder: (orderId) => ({
      method: "DELETE",
      path: ["orders", orderId],
      effect: "cancel",
      read: () => {},
    }),
    getOrder: (orderId) => ({ path: ["orders", orderId], read: readOrder }),
    getOrders: ({ start }) => [
      {
        path: ["orders"],
        query: { page: 1, size: pageSize, since: start && Math.floor(timestampToMilliseconds(start)) },
        readList: (orders, { query }) => ({
          items: orders.objects().map(readOrder),
          next: orders.length < pageSize ? undefined : { page: Number(query.page) + 1 },
        }),
      },
    ],
    getBalance: () => ({
      path: ["balances"],
      readList: (balances) => ({ items: balances.lists().map(readBalance), next: undefined }),
    }),
    getOrderBook: "streamed",
    health: () => ({ canTrade: { path: ["key"], read: (key) => key.boolean("trade") } }),
    subscribeOrderBook: {
      host: "market",
      channel: "book",
      toKey: toMarket,
      isSnapshot: (event) => event.boolean("full") === true,
      version: (event) => event.requiredCount("seq"),
      readLevels: createTupleReader({ bids: "b", asks: "a" }),
    },
    subscribeOrders: {
      host: "user",
      channel: "orders",
      readOrders: (event) => [readOrder(event.requiredObject("order"))],
    },
  }),
);
