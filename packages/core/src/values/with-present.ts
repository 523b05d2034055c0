/**
 * Sets the optional fields that have a value and returns the message. A field without a value is left out, because undefined
 * is not a value of a message. The message is changed in place: a spread per field would cost more than reading the fields.
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
