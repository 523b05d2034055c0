import type { Cancel, Scheduler } from "../../../time/scheduler.ts";
import type { GoTime } from "../go-time.ts";
import { type Channel, EVERY_HOST, type Session } from "./channel.ts";

const INTERVAL_MS = 1_000;

/** Sends one heartbeat a second with a counter for each connection. Products are ignored. */
export function createHeartbeats(scheduler: Scheduler, time: GoTime): Channel {
  const running = new Map<Session, Cancel>();
  return {
    hosts: EVERY_HOST,
    isPrivate: false,
    idsOf: () => ["heartbeats"],
    start(session) {
      if (running.has(session)) return;
      let counter = 0;
      const beat = () => {
        const event = { current_time: time.currentTime(), heartbeat_counter: counter };
        counter += 1;
        session.send("heartbeats", JSON.stringify([event]));
      };
      running.set(session, scheduler.every(INTERVAL_MS, beat));
    },
    stop(session) {
      running.get(session)?.();
      running.delete(session);
    },
  };
}
