import type { LiveOutput } from "./run-live.ts";

/** The lines without what differs from run to run: times. */
export function shapeOf({ lines }: LiveOutput): string[] {
  return lines.map((line) => line.replace(/ +\d+ ms/g, " # ms").replace(/(?:ahead|behind)/, "off"));
}

/** The checks that failed. */
export function failuresOf({ lines }: LiveOutput): string[] {
  return lines.flatMap((line) => /^coinbase {2}(\w+) +failed /.exec(line)?.[1] ?? []);
}

/** Which of these texts the program has printed, and "eyJ", the beginning of every token. */
export function leaksOf({ lines, stderr }: LiveOutput, secrets: readonly string[]): string[] {
  const output = [...lines, stderr].join("\n");
  return [...secrets, "eyJ"].filter((secret) => output.includes(secret));
}
