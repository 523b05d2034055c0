export interface CodeBlock {
  /** The line of the README on which the code begins. The first line is 1. */
  readonly line: number;
  readonly code: string;
}

const FENCE = /^```(\S*)/;

/** Returns the TypeScript blocks of a README. */
export function typescriptBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { readonly language: string; readonly line: number; readonly code: string[] } | undefined;
  for (const [index, text] of markdown.split("\n").entries()) {
    const fence = FENCE.exec(text);
    if (fence === null) {
      open?.code.push(text);
    } else if (open === undefined) {
      open = { language: fence[1] ?? "", line: index + 2, code: [] };
    } else {
      if (/^(?:ts|typescript)$/.test(open.language))
        blocks.push({ line: open.line, code: open.code.join("\n") });
      open = undefined;
    }
  }
  return blocks;
}
