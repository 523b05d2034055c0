/** Control, format (bidirectional among them) and unpaired surrogate characters: none belongs into a log line. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu;

/** What looks like a credential whoever's it is: a JWT, a bearer or basic value, a PEM block. */
const CREDENTIAL =
  /eyJ[\w-]+\.[\w-]*\.?[\w-]*|\b(?:bearer|basic)\s+[^\s"',]+|-----BEGIN[\s\S]*?(?:-----END[^-]*-----|$)/gi;

/** Shorter values are common words, and masking them would only garble the text. */
const SHORTEST_SECRET = 6;

/** A venue's text made fit for an error message: one line, capped, without what we sent to authenticate. */
export function safeText(text: string, secrets: readonly string[] = [], maxLength = 200): string {
  let safe = text;
  // Before any cut: half a secret would not be recognised.
  for (const secret of secrets) {
    if (secret.length >= SHORTEST_SECRET) safe = safe.replaceAll(secret, "[redacted]");
  }
  safe = safe.slice(0, maxLength * 4);
  safe = safe.replace(CREDENTIAL, "[redacted]").replace(UNSAFE, " ").trim();
  return safe.length > maxLength ? `${safe.slice(0, maxLength - 1).replace(/\p{Cs}$/u, "")}…` : safe;
}
