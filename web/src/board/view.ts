/** What of the board is shown, in which order, and what the counts above it say. Pure. */
import type { Board, Row } from './store.js';

export type Urgency = 'overdue' | 'soon' | 'later' | 'none' | 'ended';
export type Show = 'all' | 'overdue' | 'soon';

export interface Filter {
  readonly ward: string;
  readonly search: string;
  readonly show: Show;
}

export interface Shown {
  readonly row: Row;
  readonly urgency: Urgency;
}

export interface View {
  readonly rows: readonly Shown[];
  readonly counts: { readonly open: number; readonly overdue: number; readonly soon: number };
  readonly wards: readonly string[];
}

export const soonMs = 2 * 3_600_000;

/**
 * The server says when a task is overdue. A board without connection goes on by itself; the grace
 * leaves the server the first word, also for what ends at its due time and is never overdue.
 */
const graceMs = 3_000;

export function urgency(row: Row, now: number, speed = 1): Urgency {
  if (row.end !== null) return 'ended';
  const { status, dueAt } = row.task;
  if (status === 'overdue') return 'overdue';
  if (dueAt === null) return 'none';
  if (now > dueAt + graceMs * Math.max(1, speed)) return 'overdue';
  return dueAt - now <= soonMs ? 'soon' : 'later';
}

/** Most urgent first: what is longest overdue, then what is due next, then what is never due. */
function byDue(a: Row, b: Row): number {
  const left = a.task.dueAt ?? Infinity;
  const right = b.task.dueAt ?? Infinity;
  return left === right ? a.task.id - b.task.id : left - right;
}

function matches(row: Row, needle: string): boolean {
  if (needle === '') return true;
  const { patient, subject, bed, ward, doctor, title, message } = row.task;
  return [patient, subject, bed, ward, doctor, title, message].some(
    (field) => field?.toLocaleLowerCase().includes(needle) === true,
  );
}

export function view(board: Board, filter: Filter, now: number, speed = 1): View {
  const needle = filter.search.trim().toLocaleLowerCase();
  const wards = new Set<string>();
  const counts = { open: 0, overdue: 0, soon: 0 };
  const rows: Shown[] = [];
  for (const row of board.rows.values()) {
    const { ward } = row.task;
    if (ward !== null) wards.add(ward);
    if (filter.ward !== '' && ward !== filter.ward) continue;
    if (!matches(row, needle)) continue;
    const level = urgency(row, now, speed);
    if (level !== 'ended') counts.open += 1;
    if (level === 'overdue') counts.overdue += 1;
    if (level === 'soon') counts.soon += 1;
    if (filter.show === 'all' || level === filter.show || level === 'ended') {
      rows.push({ row, urgency: level });
    }
  }
  rows.sort((a, b) => byDue(a.row, b.row));
  return {
    rows,
    counts,
    wards: [...wards].sort((a, b) => a.localeCompare(b, undefined, { numeric: true })),
  };
}
