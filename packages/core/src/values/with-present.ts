/**
 * A message with those of its optional fields that have a value. What is absent has no field at all: undefined is not a
 * value of a message. The message is filled in place, as a spread for each field would cost more than reading it.
 */
export function withPresent<Message extends object>(
  message: Message,
  optional: { readonly [Field in keyof Message]?: Message[Field] | undefined },
): Message {
  for (const field in optional) {
    const value = optional[field];
    if (value !== undefined) message[field] = value;
  }
  return message;
}
