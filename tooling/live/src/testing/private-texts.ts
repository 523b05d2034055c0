import type { CdpKey, Sandbox } from "@cqvx/sandbox";

/** The parts of a key that are its own. */
export function partsOf({ keyName, privateKey }: CdpKey): string[] {
  return [...keyName.split("/"), ...privateKey.split("\n")].filter(
    (part) => part.length > 20 && !part.startsWith("-----"),
  );
}

/** What nobody who reads a log should know of a sandbox: its keys, and the ids and amounts of the account. */
export function privateTextsOf({ coinbase }: Sandbox): string[] {
  const { credentials, portfolioId } = coinbase;
  const ids = coinbase.orders().flatMap(({ order_id, client_order_id }) => [order_id, client_order_id]);
  const amounts = coinbase.balances().flatMap(({ available, hold }) => [available, hold]);
  return [
    ...partsOf(credentials.viewOnly),
    ...partsOf(credentials.ecdsa),
    portfolioId,
    ...ids.map(String),
    // "0" is in every text.
    ...amounts.filter((amount) => amount.length > 4),
  ];
}
