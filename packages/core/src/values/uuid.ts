/** Creates a UUID of version 4 from 16 random bytes (RFC 9562). */
export function uuidV4(randomBytes: (length: number) => Uint8Array): string {
  const hex = Array.from(randomBytes(16), (byte, index) => {
    if (index === 6) return (byte & 0x0f) | 0x40;
    if (index === 8) return (byte & 0x3f) | 0x80;
    return byte;
  })
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
