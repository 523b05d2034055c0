import type { RefusedTopics, StreamAction, StreamAnswer, StreamRefusal, Topic } from "./socket-protocol.ts";

/** The open requests of one connection, for a venue that answers each request by its id. */
export interface RequestAnswers {
  /** Notes a request for one topic. Returns its id, which is unique on the connection. */
  add(action: StreamAction, topic: Topic): string;
  /** Returns the meaning of the answer with this id, once. Undefined when no open request has the id. */
  answer(id: string, refusal: StreamRefusal | undefined): StreamAnswer | undefined;
}

export function createRequestAnswers(): RequestAnswers {
  const open = new Map<string, Omit<RefusedTopics, "refusal">>();
  let requests = 0;
  return {
    add: (action, topic) => {
      requests += 1;
      const id = String(requests);
      open.set(id, { action, topics: [topic] });
      return id;
    },
    answer: (id, refusal) => {
      const request = open.get(id);
      if (request === undefined) return undefined;
      open.delete(id);
      const { action, topics } = request;
      if (refusal !== undefined) return { refused: [{ action, topics, refusal }] };
      return action === "subscribe" ? { confirmed: topics } : { ended: topics };
    },
  };
}
