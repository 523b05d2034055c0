import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";

export interface LoopbackServer extends AsyncDisposable {
  readonly origin: string;
  /** The paths of all requests so far. */
  readonly paths: readonly string[];
}

/** Starts a real server on 127.0.0.1 that stops at the end of the test. With a certificate it speaks TLS. */
export async function startServer(
  listener: RequestListener,
  certificate?: { readonly key: string; readonly cert: string },
): Promise<LoopbackServer> {
  const paths: string[] = [];
  const listen: RequestListener = (request, response) => {
    paths.push(request.url ?? "");
    listener(request, response);
  };
  const server: Server =
    certificate === undefined ? createServer(listen) : createSecureServer(certificate, listen);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${certificate === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    paths,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Returns an origin on which no server listens. */
export async function closedOrigin(): Promise<string> {
  await using server = await startServer(() => {});
  return server.origin;
}
