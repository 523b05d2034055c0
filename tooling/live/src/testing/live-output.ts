import type { LiveOutput } from "./run-live.ts";

/** Returns the lines with every time replaced by `#`. */
export function shapeOf({ lines }: LiveOutput): string[] {
  return lines.map((line) => line.replace(/ +\d+ ms/g, " # ms").replace(/(?:ahead|behind)/, "off"));
}

/** Returns the names of the failed checks. */
export function failuresOf({ lines }: LiveOutput): string[] {
  return lines.flatMap((line) => /^coinbase {2}(\w+) +failed /.exec(line)?.[1] ?? []);
}

/** Returns the secrets that the program printed. Also looks for "eyJ", the start of every JWT. */
export function leaksOf({ lines, stderr }: LiveOutput, secrets: readonly string[]): string[] {
  const output = [...lines, stderr].join("\n");
  return [...secrets, "eyJ"].filter((secret) => output.includes(secret));
}
