/**
 * Connection, clock and store together: what the board shows from is here and nowhere else.
 * Knows nothing of the page it is shown in.
 */
import { ServerClock } from './clock.js';
import { Connection } from './connection.js';
import type { Link, Parts, Target } from './connection.js';
import type { Frame } from './protocol.js';
import { emptyBoard, receive, release } from './store.js';
import type { Board, News } from './store.js';

export interface Watcher {
  changed(): void;
  told(news: readonly News[]): void;
}

/** Acks go together: a burst of a thousand pushes is one. */
const ackMs = 250;
/** The relay could not read the tasks just now; the connection itself is good. */
const askAgainMs = 3_000;

export class Session {
  readonly clock: ServerClock;
  #board = emptyBoard;
  #link: Link = { phase: 'idle' };
  #lastLive: number | null = null;
  #acked = 0;
  #ackTimer: unknown = null;
  readonly #watcher: Watcher;
  readonly #connection: Connection;
  readonly #timers: Parts['timers'];

  constructor(watcher: Watcher, parts: Parts, clock = new ServerClock()) {
    this.#watcher = watcher;
    this.#timers = parts.timers;
    this.clock = clock;
    this.#connection = new Connection(
      {
        frame: (frame) => {
          this.#take(frame);
        },
        link: (link) => {
          this.#linked(link);
        },
      },
      () => (this.#board.seq > 0 ? this.#board.seq : null),
      parts,
    );
  }

  get board(): Board {
    return this.#board;
  }

  get link(): Link {
    return this.#link;
  }

  /** Until when what is shown was live, by the server's clock; null if it never was. */
  get lastLive(): number | null {
    return this.#lastLive;
  }

  connect(target: Target): void {
    this.#connection.start(target);
  }

  /** Keeps what is shown: the element may only be on its way to another place in the page. */
  disconnect(): void {
    this.#connection.stop();
  }

  forget(): void {
    this.#connection.stop();
    this.#board = emptyBoard;
    this.#lastLive = null;
    this.#acked = 0;
    this.#watcher.changed();
  }

  hurry(): void {
    this.#connection.hurry();
  }

  release(ids: Iterable<number>): void {
    this.#board = release(this.#board, ids);
    this.#watcher.changed();
  }

  #take(frame: Frame): void {
    if ((frame.type === 'welcome' || frame.type === 'clock') && frame.now !== null) {
      this.clock.set(frame.now, frame.speed);
    }
    const { board, news } = receive(this.#board, frame);
    this.#board = board;
    this.#note(frame);
    if (frame.type === 'welcome') {
      this.#acked = 0;
      this.#askTasks();
    }
    if (frame.type === 'error' && frame.code === 'try_later') {
      this.#timers.set(() => {
        this.#askTasks();
      }, askAgainMs);
    }
    this.#ackSoon();
    if (news.length > 0) this.#watcher.told(news);
    this.#watcher.changed();
  }

  /** A heartbeat of a relay without its database, or its refusal, does not make the picture newer. */
  #note(frame: Frame): void {
    const now = this.clock.now();
    if (frame.type === 'status' && frame.database === 'lost') {
      this.#lastLive = now - frame.silent * 1000 * this.clock.speed;
    } else if (frame.type === 'welcome' || frame.type === 'status' || this.#link.phase === 'live') {
      this.#lastLive = now;
    }
  }

  #askTasks(): void {
    if (!this.#board.complete) this.#connection.send({ type: 'tasks' });
  }

  #linked(link: Link): void {
    this.#link = link;
    this.#watcher.changed();
  }

  #ackSoon(): void {
    if (this.#ackTimer !== null || this.#board.seq <= this.#acked) return;
    this.#ackTimer = this.#timers.set(() => {
      this.#ackTimer = null;
      if (this.#link.phase !== 'live' || this.#board.seq <= this.#acked) return;
      this.#acked = this.#board.seq;
      this.#connection.send({ type: 'ack', seq: this.#acked });
    }, ackMs);
  }
}
