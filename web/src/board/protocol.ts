/**
 * The frames of `tqc.v1` as far as the board speaks them. The whole protocol is described in
 * docs/protocol.md. A frame of an unknown type is skipped, so that a newer relay may say more.
 */
import { instant, isFields, readTask, text } from './task.js';
import type { Fields, Task } from './task.js';

export const subprotocol = 'tqc.v1';

export const kinds = ['opened', 'reminded', 'overdue', 'closed', 'cancelled', 'changed'] as const;
export type Kind = (typeof kinds)[number];

export interface Welcome {
  readonly type: 'welcome';
  readonly receivers: readonly string[];
  /** Where the stream starts: pushes above this number follow. */
  readonly seq: number;
  /** The highest push there was when the relay said welcome. */
  readonly head: number;
  readonly recovered: boolean;
  /** Seconds between two signs of life. */
  readonly heartbeat: number;
  readonly now: number | null;
  readonly speed: number;
}

export interface Push {
  readonly type: 'push';
  readonly seq: number;
  readonly at: number | null;
  readonly kind: Kind;
  readonly task: Task;
}

/** A push the board cannot read still has a number, which must not be asked for again. */
export interface Unreadable {
  readonly type: 'unreadable';
  readonly seq: number;
}

export interface Tasks {
  readonly type: 'tasks';
  readonly items: readonly Task[];
}

export interface Clock {
  readonly type: 'clock';
  readonly now: number;
  readonly speed: number;
}

/** Whether the relay is in touch with the database. */
export interface Status {
  readonly type: 'status';
  readonly database: 'live' | 'lost';
  /** Real seconds without a word from it, when lost. */
  readonly silent: number;
}

export interface RelayError {
  readonly type: 'error';
  readonly code: string;
  readonly message: string;
}

export type Beat = { readonly type: 'ping' } | { readonly type: 'pong' };

export type Frame = Welcome | Push | Unreadable | Tasks | Clock | Status | RelayError | Beat;

export type Request =
  | { readonly type: 'hello'; readonly token: string; readonly since: number | null }
  | { readonly type: 'ack'; readonly seq: number }
  | { readonly type: 'tasks' }
  | { readonly type: 'ping' }
  | { readonly type: 'pong' };

function number(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

function strings(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is string => typeof item === 'string');
}

function readPush(fields: Fields): Push | Unreadable | null {
  const seq = number(fields['seq'], 0);
  if (seq <= 0) return null;
  const task = readTask(fields['task']);
  const kind = kinds.find((known) => known === fields['kind']);
  if (task === null || kind === undefined) return { type: 'unreadable', seq };
  return { type: 'push', seq, at: instant(fields['at']), kind, task };
}

function readTasks(fields: Fields): Tasks {
  const items: readonly unknown[] = Array.isArray(fields['items']) ? fields['items'] : [];
  return {
    type: 'tasks',
    items: items.map(readTask).filter((task): task is Task => task !== null),
  };
}

function readClock(fields: Fields): Clock | null {
  const now = instant(fields['now']);
  return now === null ? null : { type: 'clock', now, speed: number(fields['speed'], 1) };
}

function readStatus(fields: Fields): Status | null {
  const database = fields['database'];
  if (database !== 'live' && database !== 'lost') return null;
  return { type: 'status', database, silent: Math.max(0, number(fields['silent'], 0)) };
}

function read(fields: Fields): Frame | null {
  switch (fields['type']) {
    case 'welcome':
      return {
        type: 'welcome',
        receivers: strings(fields['receivers']),
        seq: number(fields['seq'], 0),
        head: number(fields['head'], number(fields['seq'], 0)),
        recovered: fields['recovered'] === true,
        heartbeat: number(fields['heartbeat'], 30),
        now: instant(fields['now']),
        speed: number(fields['speed'], 1),
      };
    case 'push':
      return readPush(fields);
    case 'tasks':
      return readTasks(fields);
    case 'clock':
      return readClock(fields);
    case 'status':
      return readStatus(fields);
    case 'error':
      return {
        type: 'error',
        code: text(fields['code']) ?? '',
        message: text(fields['message']) ?? '',
      };
    case 'ping':
      return { type: 'ping' };
    case 'pong':
      return { type: 'pong' };
    default:
      return null;
  }
}

export function readFrame(data: unknown): Frame | null {
  if (typeof data !== 'string') return null;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return null;
  }
  return isFields(value) ? read(value) : null;
}
