import { PRODUCTS, type Product } from "../catalogue/products.ts";
import { parseTime } from "../wire/json-body.ts";
import { invalidArgument, productNotFound } from "../wire/refused-request.ts";

export function requiredQuery(query: URLSearchParams, name: string): string {
  const value = query.get(name) ?? "";
  if (value === "") throw invalidArgument(`${name} is required`);
  return value;
}

/** A whole number that has to be there. */
export function requiredCount(query: URLSearchParams, name: string): number {
  const text = requiredQuery(query, name);
  if (!/^\d{1,12}$/.test(text)) throw invalidArgument(`invalid value for int field ${name}`);
  return Number(text);
}

/** RFC 3339, or undefined when absent. */
export function timeQuery(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? "";
  return text === "" ? undefined : parseTime(text, name);
}

/** A filter of repeated keys: no values let everything pass. */
export function anyOf(query: URLSearchParams, name: string): (value: string) => boolean {
  const wanted = new Set(query.getAll(name).filter((value) => value !== ""));
  return (value) => wanted.size === 0 || wanted.has(value);
}

export function findProduct(productId: string): Product {
  const product = PRODUCTS.get(productId);
  if (product === undefined) throw productNotFound(productId);
  return product;
}
