import type { ContractCase } from "../trial/contract-case.ts";
import { WRONG_ARGUMENTS } from "./errors/arguments.ts";
import { WRONG_OPTIONS } from "./errors/options.ts";
import { ERROR_SHAPE } from "./errors/shape.ts";
import { WRONG_STREAMS } from "./errors/streams.ts";

/** The cases of errors. Ids are never reused; the next free id is E17. */
export const ERRORS: readonly ContractCase[] = [
  ...WRONG_OPTIONS,
  ...WRONG_ARGUMENTS,
  ...WRONG_STREAMS,
  ...ERROR_SHAPE,
];
