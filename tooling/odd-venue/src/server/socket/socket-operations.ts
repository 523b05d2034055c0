import { badParameter, toOddError } from "../odd-error.ts";
import { readFields, required } from "../wire/fields.ts";
import type { Json } from "../wire/json.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { SocketChannels } from "./socket-channels.ts";

/** The parts of one socket that its requests use. */
export interface OperationParts {
  readonly push: (message: Json) => void;
  readonly channels: SocketChannels;
  readonly heartbeat: Heartbeat;
}

const FIELDS = ["op", "id", "ch", "market", "n"];

/** Creates the function that executes the requests of a signed-in client. Each answer has the id of its request. */
export function createOperations({
  push,
  channels,
  heartbeat,
}: OperationParts): (text: string) => Promise<void> {
  const run = async (text: string, noteId: (id: string) => void): Promise<void> => {
    const fields = readFields(text, FIELDS);
    const id = fields.text("id");
    if (id !== undefined) noteId(id);
    const op = fields.text("op");
    if (op === "ping") {
      push({ pong: true });
      return;
    }
    if (op === "pong") {
      heartbeat.pong(required(fields.integer("n"), "n"));
      return;
    }
    const confirm = (): void => push({ id, ok: true });
    const request = `${op} ${fields.text("ch")}`;
    const market = (): string => required(fields.text("market"), "market");
    required(id, "id");
    switch (request) {
      case "sub book":
        await channels.openBook(market(), confirm);
        return;
      case "unsub book":
        await channels.closeBook(market());
        break;
      case "sub orders":
        channels.openOrders();
        break;
      case "unsub orders":
        channels.closeOrders();
        break;
      default:
        throw badParameter(request);
    }
    confirm();
  };

  return async (text) => {
    let id: string | undefined;
    try {
      await run(text, (given) => {
        id = given;
      });
    } catch (error) {
      const { code, message } = toOddError(error);
      push({ id, code, msg: message });
    }
  };
}
