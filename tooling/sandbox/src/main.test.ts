import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createTestClient } from "./testing/client.ts";
import { systemClock } from "./time/clock.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function start(...parameters: string[]): ChildProcess {
  const child = spawn(process.execPath, ["--no-warnings", MAIN, ...parameters], { stdio: "pipe" });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [line] = (await once(lines, "line")) as [string];
  return line;
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "prints one line, serves requests signed with its keys, and ends on %s",
  async (signal) => {
    const child = start("--seed", "7", "--", "--port", "0");
    const { venue, restUrl, wsUrls, credentials } = JSON.parse(await firstLine(child));
    expect(venue).toBe("coinbase");
    expect(restUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const server = {
      fetch: (url: string | URL | Request, init?: RequestInit) => fetch(url, init),
      credentials,
    };
    for (const key of [credentials.ecdsa, credentials.ed25519]) {
      const client = createTestClient(server, systemClock, { key, origin: restUrl });
      expect((await client.get("/accounts?limit=1")).json.accounts).toHaveLength(1);
    }
    for (const host of ["market", "user"]) {
      expect(wsUrls[host]).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
      const socket = new WebSocket(wsUrls[host]);
      await once(socket, "open");
      socket.send('{"type":"subscribe","channel":"heartbeats"}');
      const [message] = await once(socket, "message");
      expect(JSON.parse(String(message))).toMatchObject({ channel: "subscriptions", sequence_num: 0 });
    }
    let moreOutput = "";
    child.stdout?.on("data", (data: Buffer) => {
      moreOutput += data.toString();
    });
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(moreOutput).toBe("");
  },
  20_000,
);

test.each([["--port", "many"], ["--seed", "-1"], ["--ticks", "x"], ["--unknown"]])(
  "refuses %s %s",
  async (...parameters) => {
    const child = start(...parameters);
    const [code] = (await once(child, "exit")) as [number];
    expect(code).toBe(1);
  },
  20_000,
);
