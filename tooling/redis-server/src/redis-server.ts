import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const PROGRAM = "redis-server";

/** A server of its own: it listens on loopback, keeps nothing on disk, and ends with the process that started it. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  /** Shuts it down; what it knew is lost. */
  stop(): Promise<void>;
  /** Again on the same port, empty. */
  start(): Promise<void>;
  /** It does not answer any more, but its connections stay open and its memory stays. */
  pause(): void;
  resume(): void;
}

/** Whether this machine has one. */
export function hasRedisServer(): boolean {
  try {
    execFileSync(PROGRAM, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export async function startRedisServer(): Promise<RedisServer> {
  const port = await findFreePort();
  let running: ChildProcess | undefined;
  const endWithUs = (): void => void running?.kill("SIGKILL");
  process.on("exit", endWithUs);

  const start = async (): Promise<void> => {
    const flags = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    running = spawn(PROGRAM, flags, { stdio: "ignore" });
    await untilItAnswers(port, running);
  };
  const stop = async (): Promise<void> => {
    const child = running;
    running = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGCONT");
    child.kill("SIGTERM");
    await ended;
  };
  const dispose = async (): Promise<void> => {
    process.off("exit", endWithUs);
    await stop();
  };
  await start();
  return {
    port,
    start,
    stop,
    pause: () => void running?.kill("SIGSTOP"),
    resume: () => void running?.kill("SIGCONT"),
    [Symbol.asyncDispose]: dispose,
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("there is no free port");
  return address.port;
}

async function untilItAnswers(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (child.exitCode !== null) throw new Error(`${PROGRAM} ended with ${child.exitCode}`);
    if (await answersPing(port)) return;
    await sleep(20);
  }
  throw new Error(`${PROGRAM} does not answer on port ${port}`);
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("connect", () => socket.write("PING\r\n"));
    socket.on("data", (data) => end(data.toString().startsWith("+PONG")));
    socket.on("error", () => end(false));
  });
}
