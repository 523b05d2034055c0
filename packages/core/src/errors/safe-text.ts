/** Characters that do not belong in a log line: control, format (bidirectional ones too) and unpaired surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu;

/** Text that looks like a credential of anybody: a JWT, a bearer or basic value, a PEM block. */
const CREDENTIAL =
  /eyJ[\w-]+\.[\w-]*\.?[\w-]*|\b(?:bearer|basic)\s+[^\s"',]+|-----BEGIN[\s\S]*?(?:-----END[^-]*-----|$)/gi;

/** The shortest secret that is masked. Shorter values are common words. */
const SHORTEST_SECRET = 6;

/** Makes a venue's text fit for an error message: one line, capped, with the secrets masked. */
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
