/** A failed check. Its message is printed, so it holds no key, id or amount of the account. */
export class CheckFailure extends Error {
  override readonly name = "CheckFailure";
}
