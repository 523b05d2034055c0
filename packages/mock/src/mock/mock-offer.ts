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
  type ClientParts,
  CONTRACT_METHODS,
  checkConstant,
  checkEach,
  invalidInput,
  OrderType,
  unsupported,
} from "@cqvx/core/in-memory";
import type { AllMethods } from "./all-methods.ts";
import { byMethod } from "./by-method.ts";

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

const isContract = (method: CapabilityMethod): boolean => CONTRACT_METHODS.some((name) => name === method);

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

/** Methods of the contract that a venue lacks say so. */
export function refuseLacking(
  lacks: readonly CapabilityMethod[],
  methods: AllMethods,
  { calls, venue }: Pick<ClientParts, "calls" | "venue">,
): AllMethods {
  const refuse = (method: CapabilityMethod) => (): Promise<never> =>
    calls.run(method, undefined, async (call) => {
      throw unsupported(call, `${venue} does not have it`);
    });
  return byMethod<AllMethods>((method) =>
    isContract(method) && lacks.includes(method) ? refuse(method) : methods[method],
  );
}

/** Methods of optional roles that a venue lacks are not there. */
export function removeLacking(lacks: readonly CapabilityMethod[], methods: AllMethods): AllMethods {
  const offered = { ...methods };
  for (const method of lacks) if (!isContract(method)) Reflect.deleteProperty(offered, method);
  return offered;
}
