import type { CallContext, SigningRequest } from "@cqvx/core";

export const CALL: CallContext = { venue: "testvenue", operation: "createTestClient" };

/** Creates a GET request with some fields replaced. Its random bytes count up from 0. */
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

/** Returns the error that a call throws or rejects with. */
export async function failureOf(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}
