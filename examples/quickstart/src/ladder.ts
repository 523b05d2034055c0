import {
  nameOf,
  type OrderBook,
  OrderSide,
  type StreamState,
  type Trade,
  timestampToIso,
} from "@cqvx/coinbase";

export const LEVELS = 10;

/** Time between printed lines, and between redraws on a terminal. */
const PRINT_MS = 1_000;
const DRAW_MS = 100;

const UP = (lines: number): string => `\u001b[${lines}A`;
const CLEAR_LINE = "\u001b[2K";

/** A live book with the trades beside it. */
export interface Ladder {
  showBook(book: OrderBook, state: StreamState): void;
  addTrade(trade: Trade): void;
  /** Shows a line of text below the book. */
  note(text: string): void;
  /** Draws the latest state once more and stops redrawing. */
  stop(): void;
}

/**
 * Creates a ladder. A terminal shows it redrawn in place. Other outputs get the whole ladder at the start and the end,
 * and a line each second between.
 */
export function createLadder(out: NodeJS.WriteStream): Ladder {
  const trades: Trade[] = [];
  const notes: string[] = [];
  let count = 0;
  let current: { readonly book: OrderBook; readonly state: StreamState } | undefined;
  let drawn = 0;

  const draw = (): void => {
    if (current === undefined) return;
    const lines = [...ladderLines(current.book, current.state, trades), ...notes];
    const up = drawn > 0 ? UP(drawn) : "";
    // A wrapped line takes two rows, which would shift the next redraw.
    const width = out.columns - 1;
    out.write(up + lines.map((line) => `${CLEAR_LINE}${line.slice(0, width)}\n`).join(""));
    drawn = lines.length;
  };
  const printWhole = (): void => {
    if (current === undefined) return;
    for (const line of ladderLines(current.book, current.state, trades)) out.write(`${line}\n`);
  };
  const print = (): void => {
    if (current !== undefined) out.write(`   ${summary(current.book, current.state)}   ${count} trades\n`);
  };
  const show = out.isTTY ? draw : print;
  const timer = setInterval(show, out.isTTY ? DRAW_MS : PRINT_MS);

  return {
    showBook: (book, state) => {
      const [isFirst, isChanged] = [current === undefined, state !== current?.state];
      current = { book, state };
      if (isFirst && !out.isTTY) printWhole();
      else if (isChanged) show();
    },
    addTrade: (trade) => {
      count += 1;
      trades.unshift(trade);
      trades.length = Math.min(trades.length, LEVELS);
    },
    note: (text) => {
      const line = `   ${text}`;
      if (out.isTTY) notes.push(line);
      else out.write(`${line}\n`);
    },
    stop: () => {
      clearInterval(timer);
      if (out.isTTY) draw();
      else printWhole();
    },
  };
}

function ladderLines(book: OrderBook, state: StreamState, trades: readonly Trade[]): string[] {
  const head = `   ${summary(book, state)}`;
  const titles = `   ${"bid quantity".padStart(16)} ${"bid".padStart(11)}   ${"ask".padEnd(11)} ${"ask quantity".padEnd(16)}   trades`;
  const rows = Array.from({ length: LEVELS }, (_none, level) => {
    const [bid, ask, trade] = [book.bids[level], book.asks[level], trades[level]];
    const left = `${(bid?.quantity ?? "").padStart(16)} ${(bid?.price ?? "").padStart(11)}`;
    const right = `${(ask?.price ?? "").padEnd(11)} ${(ask?.quantity ?? "").padEnd(16)}`;
    return `   ${left}   ${right}   ${trade === undefined ? "" : describeTrade(trade)}`;
  });
  return [head, titles, ...rows];
}

function summary({ bids: [bid], asks: [ask], sequence, timestamp }: OrderBook, state: StreamState): string {
  const time = timestamp === undefined ? "" : timestampToIso(timestamp).slice(11, 23);
  const best = `${bid?.price ?? "-"} / ${ask?.price ?? "-"}`;
  return `${time} ${state.padEnd(5)}  ${best.padEnd(23)} message ${sequence ?? "?"}`;
}

function describeTrade({ side, quantity, price, timestamp }: Trade): string {
  const time = timestamp === undefined ? "" : timestampToIso(timestamp).slice(11, 19);
  return `${time} ${nameOf(OrderSide, side).toLowerCase().padEnd(4)} ${quantity} at ${price}`;
}
