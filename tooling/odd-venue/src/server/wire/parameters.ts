import { badParameter } from "../odd-error.ts";

/** The query of a request, checked. An absent parameter is undefined. */
export interface Parameters {
  text(name: string): string | undefined;
  /** Reads a number in this range, both ends included. Throws -1102 outside of it. */
  integer(name: string, from: number, to: number): number | undefined;
}

/** Reads a query that has only these parameters, each once at most. Throws -1102 for anything else. */
export function readParameters(query: string, known: readonly string[]): Parameters {
  const given = new URLSearchParams(query);
  for (const name of given.keys())
    if (!known.includes(name) || given.getAll(name).length > 1) throw badParameter(name);
  const text = (name: string): string | undefined => given.get(name) ?? undefined;
  return {
    text,
    integer: (name, from, to) => {
      const digits = text(name);
      if (digits === undefined) return undefined;
      const value = /^\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
      if (!(value >= from && value <= to)) throw badParameter(name);
      return value;
    },
  };
}
