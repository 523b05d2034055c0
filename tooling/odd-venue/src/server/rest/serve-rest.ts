import type { IncomingMessage, ServerResponse } from "node:http";
import type { Gate } from "../gate.ts";
import { toOddError } from "../odd-error.ts";
import type { Doorkeeper } from "../signature.ts";
import { writeJson } from "../wire/json.ts";
import type { Routes } from "./routes.ts";

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const DOWN: Reply = {
  status: 503,
  type: "text/html",
  body: "<html><body><h1>503 Service Unavailable</h1></body></html>",
};

/** The parts that REST needs of the exchange. */
export interface RestParts {
  readonly gate: Gate;
  readonly admit: Doorkeeper;
  readonly routes: Routes;
}

/** Executes one HTTP request, and replies when the gate is open. */
export async function serveRest(
  request: IncomingMessage,
  response: ServerResponse,
  parts: RestParts,
): Promise<void> {
  const body = await readBody(request);
  const { status, type, body: text } = parts.gate.isDown() ? DOWN : await replyTo(request, body, parts);
  parts.gate.pass(() => response.writeHead(status, { "content-type": type }).end(text));
}

async function replyTo(
  { method = "", url: target = "", headers }: IncomingMessage,
  body: string,
  { admit, routes }: RestParts,
): Promise<Reply> {
  const type = "application/json";
  const header = (name: string): string => String(headers[name] ?? "");
  try {
    const signed = { key: header("odd-key"), nonce: header("odd-nonce"), sign: header("odd-sign") };
    admit({ ...signed, method, target, body });
    return { status: 200, type, body: writeJson(await routes({ method, target, body })) };
  } catch (error) {
    const { status, code, message } = toOddError(error);
    return { status, type, body: writeJson({ code, msg: message }) };
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}
