/**
 * One connection to the relay, kept up for as long as it is wanted.
 *
 *   idle ──start──► connecting ──open: hello──► (greeting) ──welcome──► live
 *                       ▲                            │                    │
 *                       └── waiting ◄── closed, silent, "reconnect" ──────┘
 *                              stopped ◄── closed with "do not"; a new start() leaves it
 *
 *   live ◄──status──► stale: the relay is there, the database behind it is not
 *
 * A connection that says nothing for longer than two heartbeats is dead whatever the browser
 * thinks, which does not notice a pulled cable. Nothing here knows what a frame means beyond that.
 */
import { Backoff } from './backoff.js';
import { verdict } from './close-codes.js';
import { readFrame, subprotocol } from './protocol.js';
import type { Frame, Request } from './protocol.js';

export type Link =
  | { readonly phase: 'idle' | 'connecting' | 'live' | 'stale' | 'waiting' }
  | { readonly phase: 'stopped'; readonly why: 'signin' | 'refused'; readonly code: number };

export interface Socket {
  readonly readyState: number;
  onopen: (() => void) | null;
  onclose: ((event: { readonly code: number }) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  send(data: string): void;
  close(): void;
}

export interface Timers {
  set(run: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

export interface Listener {
  frame(frame: Frame): void;
  link(link: Link): void;
}

export interface Parts {
  readonly open: (url: string, protocol: string) => Socket;
  readonly timers: Timers;
  readonly backoff: Backoff;
}

export interface Target {
  readonly url: string;
  readonly token: string;
}

export const browserParts = (): Parts => ({
  open: (url, protocol) => new WebSocket(url, protocol) as Socket,
  timers: {
    set: (run, ms) => setTimeout(run, ms),
    clear: (timer) => {
      clearTimeout(timer as ReturnType<typeof setTimeout>);
    },
  },
  backoff: new Backoff(),
});

/** How long opening and greeting may take before another try is better. */
const greetingMs = 10_000;
/** A connection that lived this long was good, and the next failure starts with a short wait. */
const settledMs = 10_000;

export class Connection {
  readonly #listener: Listener;
  readonly #since: () => number | null;
  readonly #parts: Parts;
  #target: Target | null = null;
  #socket: Socket | null = null;
  #retry: unknown = null;
  #watch: unknown = null;
  #settle: unknown = null;
  #beatMs = 0;
  #silent = 0;

  constructor(listener: Listener, since: () => number | null, parts: Parts) {
    this.#listener = listener;
    this.#since = since;
    this.#parts = parts;
  }

  /** Connects, or connects anew when it is another relay or another token. */
  start(target: Target): void {
    this.#drop();
    this.#target = target;
    this.#parts.backoff.reset();
    this.#connect();
  }

  stop(): void {
    this.#drop();
    this.#target = null;
    this.#listener.link({ phase: 'idle' });
  }

  /** The network has come back: no reason to wait the window out. */
  hurry(): void {
    if (this.#retry === null) return;
    this.#clear();
    this.#connect();
  }

  send(request: Request): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(request));
  }

  #connect(): void {
    if (this.#target === null) return;
    const { url, token } = this.#target;
    this.#listener.link({ phase: 'connecting' });
    let socket: Socket;
    try {
      socket = this.#parts.open(url, subprotocol);
    } catch {
      // An address no browser takes does not get better by trying.
      this.#listener.link({ phase: 'stopped', why: 'refused', code: 0 });
      return;
    }
    this.#socket = socket;
    socket.onopen = () => {
      this.send({ type: 'hello', token, since: this.#since() });
    };
    socket.onmessage = ({ data }) => {
      this.#silent = 0;
      const frame = readFrame(data);
      if (frame !== null) this.#receive(frame);
    };
    socket.onclose = ({ code }) => {
      this.#lost(code);
    };
    this.#watch = this.#parts.timers.set(() => {
      this.#lost(0);
    }, greetingMs);
  }

  #receive(frame: Frame): void {
    if (frame.type === 'ping') this.send({ type: 'pong' });
    if (frame.type === 'welcome') {
      this.#parts.timers.clear(this.#watch);
      this.#beatMs = Math.max(1, frame.heartbeat) * 1000;
      this.#beat();
      this.#settle = this.#parts.timers.set(() => {
        this.#parts.backoff.reset();
      }, settledMs);
    }
    this.#listener.frame(frame);
    if (frame.type === 'welcome') this.#listener.link({ phase: 'live' });
    if (frame.type === 'status') {
      this.#listener.link({ phase: frame.database === 'live' ? 'live' : 'stale' });
    }
  }

  #beat(): void {
    this.#watch = this.#parts.timers.set(() => {
      this.#silent += 1;
      if (this.#silent > 2) {
        this.#lost(0);
        return;
      }
      this.send({ type: 'ping' });
      this.#beat();
    }, this.#beatMs);
  }

  #lost(code: number): void {
    this.#drop();
    const asked = verdict(code);
    if (asked !== 'reconnect') {
      this.#listener.link({ phase: 'stopped', why: asked, code });
      return;
    }
    this.#retry = this.#parts.timers.set(() => {
      this.#retry = null;
      this.#connect();
    }, this.#parts.backoff.next());
    this.#listener.link({ phase: 'waiting' });
  }

  /** Lets go of the socket and of every timer; the old socket can no longer be heard. */
  #drop(): void {
    this.#clear();
    const socket = this.#socket;
    this.#socket = null;
    this.#silent = 0;
    if (socket === null) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #clear(): void {
    for (const timer of [this.#retry, this.#watch, this.#settle]) {
      if (timer !== null) this.#parts.timers.clear(timer);
    }
    this.#retry = this.#watch = this.#settle = null;
  }
}
