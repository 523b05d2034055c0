import type { Topic } from "./socket-protocol.ts";

/** A map with topics as keys. It nests two maps, because each frame looks a topic up and must not build a joint key. */
export class TopicMap<Value> {
  readonly #channels = new Map<string, Map<string, Value>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(channel: string, key: string): Value | undefined {
    return this.#channels.get(channel)?.get(key);
  }

  set({ channel, key }: Topic, value: Value): void {
    const values = this.#channels.get(channel) ?? new Map<string, Value>();
    if (!values.has(key)) this.#size += 1;
    this.#channels.set(channel, values.set(key, value));
  }

  delete({ channel, key }: Topic): void {
    const values = this.#channels.get(channel);
    if (values?.delete(key) !== true) return;
    this.#size -= 1;
    if (values.size === 0) this.#channels.delete(channel);
  }

  clear(): void {
    this.#channels.clear();
    this.#size = 0;
  }

  /** Returns a copy of the values, so that sinks can attach and detach during a loop. Groups them by channel. */
  values(): Value[] {
    return [...this.#channels.values()].flatMap((values) => [...values.values()]);
  }
}
