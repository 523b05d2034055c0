/** Loads the code of sockets, feeds and subscriptions. It is a third of the library, and clients that only call need none of it. */
export const loadStreams = (): Promise<typeof import("../streams.ts")> => import("../streams.ts");
