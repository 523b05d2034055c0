/** Something is not as it should be. The message is printed: it holds no key, no id and no amount of the account. */
export class CheckFailure extends Error {
  override readonly name = "CheckFailure";
}
