const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The bytes of standard base64 with padding (RFC 4648 section 4), or undefined when the text is anything else: empty,
 * truncated, with whitespace, or with bits set that no byte holds.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0 || !BASE64.test(text)) return undefined;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return encodeBase64(bytes) === text ? bytes : undefined;
}

/** Standard base64 with padding. For short values: keys and signatures. */
export function encodeBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
