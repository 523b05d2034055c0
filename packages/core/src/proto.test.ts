import {
  create,
  type DescMessage,
  fromBinary,
  type MessageShape,
  ScalarType,
  toBinary,
} from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import * as proto from "./proto.ts";
import {
  BALANCE,
  EXECUTION_REPORT,
  MARKET_DATA,
  ORDER,
  ORDER_BOOK,
  PRICE,
  PRODUCT,
  TIMESTAMP,
  TRADE,
  VENUE_MESSAGE,
} from "./testdata/messages.ts";

const SCHEMAS: readonly DescMessage[] = Object.values(proto).filter(
  (value): value is DescMessage & typeof value => "kind" in value && value.kind === "message",
);

describe("a literal with every field", () => {
  const encodes = <Schema extends DescMessage>(schema: Schema, literal: MessageShape<Schema>): void => {
    test(`of ${schema.name} encodes, and decodes to an equal message`, () => {
      const decoded = fromBinary(schema, toBinary(schema, literal));
      expect(decoded).toEqual(literal);
      expect(toBinary(schema, create(schema, literal as never))).toEqual(toBinary(schema, literal));
    });
  };
  encodes(proto.TimestampSchema, TIMESTAMP);
  encodes(proto.OrderSchema, ORDER);
  encodes(proto.ExecutionReportSchema, EXECUTION_REPORT);
  encodes(proto.TradeSchema, TRADE);
  encodes(proto.OrderBookSchema, ORDER_BOOK);
  encodes(proto.PriceSchema, PRICE);
  encodes(proto.BalanceSchema, BALANCE);
  encodes(proto.ProductSchema, PRODUCT);
  encodes(proto.VenueSchema, VENUE_MESSAGE);
  for (const marketData of MARKET_DATA) encodes(proto.MarketDataSchema, marketData);
});

test("the test literals have every field of their messages", () => {
  const literals = [
    TIMESTAMP,
    ORDER,
    EXECUTION_REPORT,
    TRADE,
    ORDER_BOOK,
    PRICE,
    BALANCE,
    PRODUCT,
    VENUE_MESSAGE,
  ];
  for (const literal of literals) {
    const schema = SCHEMAS.find(({ typeName }) => typeName === literal.$typeName);
    const fields = schema?.fields.map(({ localName }) => localName);
    expect(Object.keys(literal).filter((key) => key !== "$typeName")).toEqual(
      expect.arrayContaining(fields ?? [""]),
    );
  }
});

test("64-bit integers are strings, so that every message can be serialized as JSON", () => {
  const integers = SCHEMAS.flatMap(({ fields }) => fields).filter(
    (field) => field.fieldKind === "scalar" && field.scalar === ScalarType.INT64,
  );
  expect(integers.map(({ name }) => name).sort()).toEqual(["seconds", "sequence"]);
  for (const field of integers) expect(field).toMatchObject({ longAsString: true });
});

test("every enum that a message uses is exported with its schema", () => {
  const names = Object.keys(proto);
  const used = SCHEMAS.flatMap(({ fields }) => fields).flatMap((field) =>
    field.enum ? [field.enum.name] : [],
  );
  expect(used.length).toBeGreaterThan(0);
  for (const name of used) expect(names).toEqual(expect.arrayContaining([name, `${name}Schema`]));
});
