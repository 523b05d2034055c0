import type { CdpKey, Sandbox } from "@cqvx/sandbox";

/** Returns the unique parts of a key. */
export function partsOf({ keyName, privateKey }: CdpKey): string[] {
  return [...keyName.split("/"), ...privateKey.split("\n")].filter(
    (part) => part.length > 20 && !part.startsWith("-----"),
  );
}

/** Returns the private texts of a sandbox: keys, ids and amounts of the account. */
export function privateTextsOf({ coinbase }: Sandbox): string[] {
  const { credentials, portfolioId } = coinbase;
  const ids = coinbase.orders().flatMap(({ order_id, client_order_id }) => [order_id, client_order_id]);
  const amounts = coinbase.balances().flatMap(({ available, hold }) => [available, hold]);
  return [
    ...partsOf(credentials.viewOnly),
    ...partsOf(credentials.ecdsa),
    portfolioId,
    ...ids.map(String),
    // Short amounts such as "0" occur in every output.
    ...amounts.filter((amount) => amount.length > 4),
  ];
}
