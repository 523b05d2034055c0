/** The venue and the operation of a call, and the order it concerns. Errors carry it. */
export interface CallContext {
  readonly venue: string;
  readonly operation: string;
  readonly orderId?: string | undefined;
  readonly clientOrderId?: string | undefined;
}
