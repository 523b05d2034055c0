/** Sends a command as a list of words, such as `["EVAL", script, "1", key, argument]`, and returns the reply. */
export type SendCommand = (words: string[]) => Promise<unknown>;

/** A connected client of Redis or Valkey: `ioredis` or a compatible one, `redis`, or a function that sends a command. */
export type RedisClient =
  | { call(command: string, ...words: string[]): Promise<unknown> }
  | { sendCommand(words: string[]): Promise<unknown> }
  | SendCommand;

/**
 * Returns the function that sends commands through a client, or undefined when the value is not a client. It tries `call`
 * first, because `ioredis` also has a `sendCommand`, with another purpose.
 */
export function toSendCommand(client: RedisClient): SendCommand | undefined {
  if (typeof client === "function") return client;
  if (typeof client !== "object" || client === null) return undefined;
  if ("call" in client && typeof client.call === "function")
    return ([command = "", ...words]) => client.call(command, ...words);
  if ("sendCommand" in client && typeof client.sendCommand === "function")
    return (words) => client.sendCommand(words);
  return undefined;
}

/** Creates a function that runs one script. It sends the script's text only to a server that does not know the script. */
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
      // The server was restarted, or this is another server of a cluster.
      if (!(error instanceof Error && error.message.includes("NOSCRIPT"))) throw error;
      return send(["EVAL", script, ...words]);
    }
  };
}
