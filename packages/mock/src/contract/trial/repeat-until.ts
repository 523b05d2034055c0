/** How often what another trader can come between is tried. */
const MOST_TRIES = 5;

/** Does something until it comes off: while it is done, a market can move. Gives what the last try gave. */
export async function repeatUntil<Result>(
  work: () => Promise<Result>,
  hasComeOff: (result: Result) => boolean,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    const result = await work();
    if (tries >= MOST_TRIES || hasComeOff(result)) return result;
  }
}
