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

/** The options that decide which methods and order types a mock offers. */
export interface OfferOptions {
  /** Methods that the venue lacks. A contract method then rejects with `unsupported`; a method of an optional role is absent. */
  readonly lacks?: readonly CapabilityMethod[] | undefined;
  /** The supported order types. Default: all. An order of another type rejects with `unsupported`. */
  readonly orderTypes?: readonly OrderType[] | undefined;
  /**
   * Another client, for example from `createPaperClient()`. It serves each call for which no answer is set and nothing is
   * emitted, with its own timing. The mock takes its venue name and its missing methods, and closes it. Streams that it
   * serves cannot be controlled from the mock.
   */
  readonly over?: (VenueClient & Partial<Fills & Products & OrderUpdates & Amend>) | undefined;
}

/** The methods that a mock lacks and the order types that it takes. */
export interface MockOffer {
  readonly lacks: readonly CapabilityMethod[];
  readonly orderTypes: readonly OrderType[];
}

const ALL_TYPES = Object.values(OrderType).filter((type) => type !== OrderType.UNSPECIFIED);

/** Checks the options. An absent option defaults to the offer of the client in `over`, or to everything. */
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

/** Removes the lacking operations. The type keeps them, because the test itself has declared them as lacking. */
export function offeredOperations(
  operations: MockOperations,
  lacks: readonly CapabilityMethod[],
): MockOperations {
  const offered = { ...operations };
  for (const method of lacks) Reflect.deleteProperty(offered, method);
  return offered;
}
