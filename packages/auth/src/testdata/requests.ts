import type { CallContext, SigningRequest } from "@cqvx/core";

export const CALL: CallContext = { venue: "testvenue", operation: "createTestClient" };

/** A GET of nothing in particular, with some fields replaced. Random bytes count upwards from 0. */
export function requestWith(fields: Partial<SigningRequest> = {}): SigningRequest {
  return {
    method: "GET",
    host: "api.example.com",
    path: "/v1/things",
    query: "",
    body: "",
    timestampMs: 1_767_225_600_123,
    randomBytes: (length) => Uint8Array.from({ length }, (_, index) => index),
    ...fields,
  };
}

/** What a call throws or rejects with. */
export async function failureOf(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}
