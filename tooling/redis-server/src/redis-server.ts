import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";

/** Starts a server on a free port. Rejects when it does not answer within 10 seconds. */
export async function startRedisServer(): Promise<RedisServer> {
  const port = await freePort();
  let child = await startOn(port);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGCONT");
    child.kill("SIGTERM");
    await gone;
  };
  return {
    port,
    stop,
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    restart: async () => {
      await stop();
      child = await startOn(port);
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** A real redis-server on 127.0.0.1 that stores nothing on disk. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  /** Stops the server with SIGTERM. */
  stop(): Promise<void>;
  /** Suspends the server. It keeps its connections and received commands, and does not answer. */
  pause(): void;
  resume(): void;
  /** Starts a new, empty server on the same port. Stops the old one if it runs. */
  restart(): Promise<void>;
}

/** True when this machine has a redis-server. */
export const hasRedisServer: boolean = spawnSync("redis-server", ["--version"]).status === 0;

/** Part of the name of a suite that is skipped without a redis-server. */
export const OVER_REDIS: string = hasRedisServer
  ? "over a real redis-server"
  : "over a real redis-server (skipped: no redis-server on this machine)";

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new TypeError("the listener has no port");
  return address.port;
}

const ATTEMPTS = 500;
const ATTEMPT_MS = 20;

async function startOn(port: number): Promise<ChildProcess> {
  const words = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn("redis-server", words, { cwd: tmpdir(), stdio: "ignore" });
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  for (let attempt = 0; attempt < ATTEMPTS && child.exitCode === null; attempt++) {
    if (await answersPing(port)) return child;
    await new Promise((resolve) => setTimeout(resolve, ATTEMPT_MS));
  }
  kill();
  throw new Error(`redis-server does not answer on port ${port}`);
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once("data", (data) => {
      resolve(data.toString().startsWith("+PONG"));
      socket.destroy();
    });
    socket.once("error", () => {});
    socket.once("close", () => resolve(false));
  });
}
