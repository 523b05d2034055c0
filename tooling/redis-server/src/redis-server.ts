import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";

/** Whether this machine has one. */
export const hasRedisServer: boolean = spawnSync("redis-server", ["--version"]).status === 0;

/** For the name of a suite that is skipped without one. */
export const OVER_REDIS: string = hasRedisServer
  ? "over a real redis-server"
  : "over a real redis-server (skipped: no redis-server on this machine)";

/** A real server on 127.0.0.1 that keeps nothing on disk. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  /** As `kill` does it: with SIGTERM. */
  stop(): Promise<void>;
  /** It keeps its connections, and what it is sent, and does not answer. */
  pause(): void;
  resume(): void;
  /** A new one on the same port, with nothing in it. Stops the old one, where that runs. */
  restart(): Promise<void>;
}

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

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new TypeError("it has no port");
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
