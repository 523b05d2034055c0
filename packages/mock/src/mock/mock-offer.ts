import type {
  Amend,
  CallContext,
  CapabilityMethod,
  Fills,
  OrderUpdates,
  Products,
  VenueClient,
} from "@cqvx/core";
import {
  CAPABILITY_METHODS,
  type ClientOperations,
  checkConstant,
  checkEach,
  invalidInput,
  OrderType,
} from "@cqvx/core/in-memory";

/** What a mock shall offer of the contract. */
export interface OfferOptions {
  /** What the venue lacks: a method of the contract rejects with `unsupported` then, one of an optional role is not there. */
  readonly lacks?: readonly CapabilityMethod[] | undefined;
  /** Default: all. Orders of others are `unsupported`. */
  readonly orderTypes?: readonly OrderType[] | undefined;
  /**
   * Another client, that of `createPaperClient()` for one: it is called, by its own time, where nothing is set or emitted. The
   * mock goes by its name, lacks what it lacks, and closes it. Streams that it serves are not driven from here.
   */
  readonly over?: (VenueClient & Partial<Fills & Products & OrderUpdates & Amend>) | undefined;
}

/** What a mock offers. */
export interface MockOffer {
  readonly lacks: readonly CapabilityMethod[];
  readonly orderTypes: readonly OrderType[];
}

const ALL_TYPES = Object.values(OrderType).filter((type) => type !== OrderType.UNSPECIFIED);

/** What the options say, or else what the other client offers, or else all there is. */
export function checkOffer({ over, ...options }: OfferOptions, factory: CallContext): MockOffer {
  if (over !== undefined) checkOver(over, factory);
  const others = over && CAPABILITY_METHODS.filter((method) => !over.capabilities.methods[method]);
  const { lacks = others ?? [], orderTypes = over?.capabilities.orderTypes ?? ALL_TYPES } = options;
  checkEach(lacks, "lacks", factory, (method, field) => {
    if (!CAPABILITY_METHODS.includes(method))
      throw invalidInput(factory, field, `must be one of ${CAPABILITY_METHODS.join(", ")}`);
  });
  checkEach(orderTypes, "orderTypes", factory, (type, field) =>
    checkConstant(type, OrderType, field, factory),
  );
  return { lacks: [...lacks], orderTypes: [...orderTypes] };
}

function checkOver(over: unknown, factory: CallContext): void {
  const { placeOrder, capabilities } = Object(over);
  if (typeof placeOrder !== "function" || typeof Object(capabilities).methods !== "object")
    throw invalidInput(factory, "over", "must be a VenueClient");
}

/** The operations of a mock that offers everything. */
export type MockOperations = Required<ClientOperations>;

/** The operations that a mock offers. The type still names what its venue lacks: the test that says so knows it. */
export function offeredOperations(
  operations: MockOperations,
  lacks: readonly CapabilityMethod[],
): MockOperations {
  const offered = { ...operations };
  for (const method of lacks) Reflect.deleteProperty(offered, method);
  return offered;
}
