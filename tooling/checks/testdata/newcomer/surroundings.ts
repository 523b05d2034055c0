/**
 * Prepares the process for a newcomer's program. Sets the keys in the environment, and redirects requests for the venue to a
 * sandbox on this machine. The requests still name the venue as their host.
 */
import { readFileSync } from "node:fs";
import { request } from "node:http";

interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  /** The origin of the venue. */
  readonly from: string;
  /** The origin of the sandbox. */
  readonly to: string;
}

const surroundings: Surroundings = JSON.parse(readFileSync("surroundings.json", "utf8"));
const { environment, from, to } = surroundings;

Object.assign(process.env, environment);

globalThis.fetch = async (url, { method = "GET", headers, body } = {}) => {
  const sent = { ...Object.fromEntries(new Headers(headers)), host: new URL(from).host };
  return new Promise<Response>((resolve, reject) => {
    const outgoing = request(String(url).replace(from, to), { method, headers: sent }, async (reply) => {
      const text = Buffer.concat(await reply.toArray());
      resolve(new Response(text, { status: reply.statusCode ?? 0 }));
    });
    outgoing.on("error", reject);
    outgoing.end(typeof body === "string" ? body : undefined);
  });
};
