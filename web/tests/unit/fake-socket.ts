/** A relay of paper and a clock to turn by hand, for what a connection does over time. */
import { Backoff } from '../../src/board/backoff.js';
import type { Parts, Socket } from '../../src/board/connection.js';

export class FakeSocket implements Socket {
  readyState = 0;
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closed = false;

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {}

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Record<string, unknown>);
  }

  close(): void {
    this.closed = true;
    this.readyState = 3;
  }

  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  say(frame: Readonly<Record<string, unknown>>): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  hangUp(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

export class FakeWorld {
  readonly sockets: FakeSocket[] = [];
  now = 0;
  readonly #timers = new Set<Timer>();

  /** `random` 1 makes every wait the whole window. */
  readonly parts: Parts = {
    open: (url, protocol) => {
      const socket = new FakeSocket(url, protocol);
      this.sockets.push(socket);
      return socket;
    },
    timers: {
      set: (run, ms) => {
        const timer = { at: this.now + ms, run };
        this.#timers.add(timer);
        return timer;
      },
      clear: (timer) => {
        this.#timers.delete(timer as Timer);
      },
    },
    backoff: new Backoff({ firstMs: 500, capMs: 4000, random: () => 1 }),
  };

  get socket(): FakeSocket {
    const last = this.sockets[this.sockets.length - 1];
    if (last === undefined) throw new Error('nothing was opened');
    return last;
  }

  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }
}
