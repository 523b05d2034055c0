/** The tags of ASN.1 that private keys and ECDSA signatures are made of (ITU-T X.690). */
export const DER_TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  sequence: 0x30,
  context0: 0xa0,
  context1: 0xa1,
  /** [1] IMPLICIT of a primitive type. */
  implicit1: 0x81,
} as const;

/** One DER value: its tag and its content. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
}

/**
 * Reads a sequence of values in strict DER: definite and shortest lengths, tags of one byte, at most 65,535 bytes each.
 * Returns undefined when the bytes are anything else, or have bytes left over.
 */
export function readDer(bytes: Uint8Array): readonly DerElement[] | undefined {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0;
    const length = readLength(bytes, at + 1);
    if ((tag & 0x1f) === 0x1f || length === undefined || length.end > bytes.length) return undefined;
    elements.push({ tag, content: bytes.subarray(length.start, length.end) });
    at = length.end;
  }
  return elements;
}

/** Reads the values within one SEQUENCE. Returns undefined when the bytes are anything else. */
export function readDerSequence(bytes: Uint8Array): readonly DerElement[] | undefined {
  const [sequence, ...rest] = readDer(bytes) ?? [];
  return sequence?.tag === DER_TAG.sequence && rest.length === 0 ? readDer(sequence.content) : undefined;
}

/** Encodes one value in DER. Its content is the joined `contents`, at most 65,535 bytes. */
export function encodeDer(tag: number, ...contents: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  const head = [tag, ...encodeLength(length)];
  const bytes = new Uint8Array(head.length + length);
  bytes.set(head);
  let at = head.length;
  for (const content of contents) {
    bytes.set(content, at);
    at += content.length;
  }
  return bytes;
}

/** Reads the length at `at`, and returns the start and the end of the content. */
function readLength(
  bytes: Uint8Array,
  at: number,
): { readonly start: number; readonly end: number } | undefined {
  const [first = 0xff, second = 0, third = 0] = bytes.subarray(at, at + 3);
  if (first < 0x80) return { start: at + 1, end: at + 1 + first };
  if (first === 0x81 && second >= 0x80) return { start: at + 2, end: at + 2 + second };
  if (first === 0x82 && second > 0) return { start: at + 3, end: at + 3 + second * 256 + third };
  return undefined;
}

function encodeLength(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}
