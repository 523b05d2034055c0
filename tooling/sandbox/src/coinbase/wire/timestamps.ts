/** Writes microseconds since 1970 as Coinbase does in REST: RFC 3339 with six decimals. */
export function formatTimestamp(microseconds: number): string {
  const withinMs = String(microseconds % 1_000).padStart(3, "0");
  return `${new Date(Math.floor(microseconds / 1_000)).toISOString().slice(0, -1)}${withinMs}Z`;
}
