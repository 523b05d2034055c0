/** Sends a command of several words, such as `["EVAL", script, "1", key, argument]`, and gives the reply. */
export type SendCommand = (words: string[]) => Promise<unknown>;

/** A connected client of Redis or Valkey: of `ioredis` and the like, of `redis`, or a function that sends a command. */
export type RedisClient =
  | { call(command: string, ...words: string[]): Promise<unknown> }
  | { sendCommand(words: string[]): Promise<unknown> }
  | SendCommand;

/** `ioredis` has a `sendCommand` too, for something else: `call` comes first. */
export function toSendCommand(client: RedisClient): SendCommand | undefined {
  if (typeof client === "function") return client;
  if (typeof client !== "object" || client === null) return undefined;
  if ("call" in client && typeof client.call === "function")
    return ([command = "", ...words]) => client.call(command, ...words);
  if ("sendCommand" in client && typeof client.sendCommand === "function")
    return (words) => client.sendCommand(words);
  return undefined;
}

/** Runs one script; the server is sent its text only when it does not know it. */
export function createScriptRunner(
  send: SendCommand,
  script: string,
): (keys: readonly string[], argument: string) => Promise<unknown> {
  let loading: Promise<string> | undefined;
  const load = (): Promise<string> => {
    loading ??= send(["SCRIPT", "LOAD", script]).then(String);
    loading.catch(() => {
      loading = undefined;
    });
    return loading;
  };
  return async (keys, argument) => {
    const hash = await load();
    const words = [String(keys.length), ...keys, argument];
    try {
      return await send(["EVALSHA", hash, ...words]);
    } catch (error) {
      // It was restarted, or this is another server of a cluster.
      if (!(error instanceof Error && error.message.includes("NOSCRIPT"))) throw error;
      return send(["EVAL", script, ...words]);
    }
  };
}
