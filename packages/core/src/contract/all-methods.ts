import type { Amend } from "./amend.ts";
import type { CallOptions } from "./call-options.ts";
import type { OptionalMethod } from "./capabilities.ts";
import type {
  Account,
  Fills,
  Health,
  Market,
  OrderUpdates,
  Products,
  Streaming,
  Trading,
  VenueClient,
} from "./venue-client.ts";

/** All methods of the contract and of the optional roles. */
export interface AllMethods<PlaceOptions extends CallOptions = CallOptions>
  extends Trading<PlaceOptions>,
    Account,
    Market,
    Streaming,
    Health,
    Fills,
    Products,
    OrderUpdates,
    Amend<PlaceOptions> {}

/** A client with the contract and these methods of the optional roles. */
export type ClientWith<
  Optional extends OptionalMethod,
  PlaceOptions extends CallOptions,
> = VenueClient<PlaceOptions> & Pick<AllMethods<PlaceOptions>, Optional>;
