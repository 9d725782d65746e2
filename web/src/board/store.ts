/**
 * What the board knows, as a pure function of the frames it was given.
 *
 * Three rules keep it right whatever the order in which a snapshot and pushes come:
 * - a push is applied once: its number is above every one applied before;
 * - a push up to the `head` in `welcome` is history while a snapshot is awaited: the snapshot was
 *   taken later, so it already holds what that push says;
 * - a row written by a push while a snapshot is awaited keeps what the push said: whatever the
 *   snapshot would tell newer comes as a push of its own.
 */
import type { Frame, Push, Tasks, Welcome } from './protocol.js';
import { isEnded } from './task.js';
import type { EndedStatus, Task } from './task.js';

export interface Cue {
  readonly kind: 'opened' | 'reminded' | 'overdue';
  readonly seq: number;
  readonly step: string | null;
}

export interface End {
  readonly status: EndedStatus;
  readonly reason: string | null;
}

export interface Row {
  readonly task: Task;
  readonly cue: Cue | null;
  /** Set when the task is over: the row is struck through until it is let go. */
  readonly end: End | null;
}

export interface Board {
  readonly rows: ReadonlyMap<number, Row>;
  /** The last reminder of each task, also of those whose row is still awaited. */
  readonly reminded: ReadonlyMap<number, Cue>;
  readonly receivers: readonly string[];
  /** The highest push seen: what `hello` resumes from and `ack` confirms. */
  readonly seq: number;
  /** False until a snapshot has come, and again when the relay could not resume. */
  readonly complete: boolean;
  /** Pushes up to this number are in the snapshot that is awaited. */
  readonly covered: number;
  /** Rows written by pushes since the snapshot was asked for. */
  readonly written: ReadonlySet<number>;
}

export interface News {
  readonly kind: 'opened' | 'reminded' | 'overdue' | 'closed' | 'cancelled';
  readonly task: Task;
}

export interface Step {
  readonly board: Board;
  readonly news: readonly News[];
}

export const emptyBoard: Board = {
  rows: new Map(),
  reminded: new Map(),
  receivers: [],
  seq: 0,
  complete: false,
  covered: 0,
  written: new Set(),
};

function welcomed(board: Board, frame: Welcome): Board {
  const same =
    frame.receivers.length === board.receivers.length &&
    frame.receivers.every((receiver) => board.receivers.includes(receiver));
  const complete = board.complete && frame.recovered && same;
  return {
    ...board,
    // Whoever signs in next must not see what the one before was told.
    rows: same ? board.rows : new Map(),
    reminded: same ? board.reminded : new Map(),
    receivers: frame.receivers,
    complete,
    covered: complete ? 0 : frame.head,
    written: new Set(),
    // Where the stream starts, even before a first push: a reconnection that left it to the durable
    // inbox would miss what another board of the same receiver has acknowledged meanwhile. It may
    // also be lower than what was seen, when the relay has been given another database.
    seq: complete ? board.seq : frame.seq,
  };
}

function loaded(board: Board, frame: Tasks): Board {
  const rows = new Map<number, Row>();
  for (const task of frame.items) {
    if (isEnded(task.status)) continue;
    const cue = task.status === 'open' ? (board.reminded.get(task.id) ?? null) : null;
    rows.set(task.id, { task, cue, end: null });
  }
  for (const id of board.written) {
    const row = board.rows.get(id);
    if (row) rows.set(id, row);
    else rows.delete(id);
  }
  const reminded = new Map([...board.reminded].filter(([id]) => rows.has(id)));
  return { ...board, rows, reminded, complete: true, covered: 0, written: new Set() };
}

/** Cancelled for one receiver who lost it, while another of this session still has it. */
function stillOurs(board: Board, task: Task): boolean {
  return (
    !isEnded(task.status) &&
    task.reason !== 'withdrawn' &&
    task.receivers.some((receiver) => board.receivers.includes(receiver))
  );
}

function endOf(board: Board, push: Push): End | null {
  const { task, kind } = push;
  if (isEnded(task.status)) return { status: task.status, reason: task.reason };
  if (kind === 'cancelled' && !stillOurs(board, task)) {
    return { status: 'cancelled', reason: task.reason };
  }
  return null;
}

function ending(known: Row, push: Push, end: End): [Row, News | null] {
  const kind = push.kind === 'cancelled' || end.status === 'cancelled' ? 'cancelled' : 'closed';
  return [
    { task: push.task, cue: null, end },
    known.end === null ? { kind, task: push.task } : null,
  ];
}

/** What the push says that the row did not say yet; the second receiver's copy says nothing new. */
function novelty(before: Row | undefined, push: Push): Cue['kind'] | null {
  const { task, kind } = push;
  if (kind === 'reminded') {
    const told = before?.cue?.kind === kind && before.cue.step === task.step;
    return told ? null : kind;
  }
  if (task.status === 'overdue' && before?.task.status !== 'overdue') return 'overdue';
  return before === undefined ? 'opened' : null;
}

function living(known: Row | undefined, push: Push): [Row, News | null] {
  const { task, seq } = push;
  const before = known?.end ? undefined : known;
  const kind = novelty(before, push);
  if (kind === null) return [{ task, cue: before?.cue ?? null, end: null }, null];
  return [
    { task, cue: { kind, seq, step: task.step }, end: null },
    { kind, task },
  ];
}

function pushed(board: Board, push: Push): Step {
  if (push.seq <= board.seq) return { board, news: [] };
  const { task } = push;
  const reminded = new Map(board.reminded);
  if (push.kind === 'reminded') {
    reminded.set(task.id, { kind: 'reminded', seq: push.seq, step: task.step });
  } else if (push.kind === 'closed' || push.kind === 'cancelled') {
    reminded.delete(task.id);
  }
  const next: Board = { ...board, seq: push.seq, reminded };
  if (!board.complete && push.seq <= board.covered) return { board: next, news: [] };

  const known = board.rows.get(task.id);
  const end = endOf(board, push);
  const written = board.complete ? board.written : new Set(board.written).add(task.id);
  // An end of what was never shown is nothing to show.
  if (end !== null && known === undefined) return { board: { ...next, written }, news: [] };
  if (task.status === 'waiting' && end === null) {
    const rows = new Map(board.rows);
    rows.delete(task.id);
    return { board: { ...next, rows, written }, news: [] };
  }

  const [row, news] =
    end !== null && known !== undefined ? ending(known, push, end) : living(known, push);
  const rows = new Map(board.rows).set(task.id, row);
  return { board: { ...next, rows, written }, news: news === null ? [] : [news] };
}

export function receive(board: Board, frame: Frame): Step {
  switch (frame.type) {
    case 'welcome':
      return { board: welcomed(board, frame), news: [] };
    case 'tasks':
      return { board: loaded(board, frame), news: [] };
    case 'push':
      return pushed(board, frame);
    case 'unreadable':
      return { board: { ...board, seq: Math.max(board.seq, frame.seq) }, news: [] };
    default:
      return { board, news: [] };
  }
}

/** Lets go of rows that have been struck through long enough; one that came back stays. */
export function release(board: Board, ids: Iterable<number>): Board {
  const rows = new Map(board.rows);
  for (const id of ids) {
    if (rows.get(id)?.end) rows.delete(id);
  }
  return rows.size === board.rows.size ? board : { ...board, rows };
}
