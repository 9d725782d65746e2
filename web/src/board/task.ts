/**
 * A task as the relay sends it, read once into the shape the board works with.
 * Nothing from the wire is trusted: a payload without a usable id is no task.
 */

export const running = ['waiting', 'open', 'overdue'] as const;
export const ended = [
  'met',
  'late',
  'missed',
  'violated',
  'replaced',
  'cancelled',
  'waived',
] as const;

export type RunningStatus = (typeof running)[number];
export type EndedStatus = (typeof ended)[number];
export type Status = RunningStatus | EndedStatus;

export interface Task {
  readonly id: number;
  readonly rule: string;
  readonly title: string;
  readonly message: string | null;
  readonly status: Status;
  readonly subject: string;
  readonly site: string;
  readonly dueAt: number | null;
  readonly receivers: readonly string[];
  readonly reason: string | null;
  readonly step: string | null;
  readonly patient: string | null;
  readonly ward: string | null;
  readonly bed: string | null;
  readonly doctor: string | null;
  /** The payload as it came, for whoever the task is handed to. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A scalar as text; what is not a scalar has no place in a cell. */
export function text(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return null;
}

export function instant(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : ms;
}

export function isEnded(status: Status): status is EndedStatus {
  return (ended as readonly Status[]).includes(status);
}

function status(value: unknown): Status | null {
  const known: readonly string[] = [...running, ...ended];
  return typeof value === 'string' && known.includes(value) ? (value as Status) : null;
}

export function readTask(value: unknown): Task | null {
  if (!isFields(value)) return null;
  const id = Number(text(value['id']));
  const state = status(value['status']);
  if (!Number.isSafeInteger(id) || id <= 0 || state === null) return null;
  const context = isFields(value['context']) ? value['context'] : {};
  const receivers = Array.isArray(value['receivers']) ? value['receivers'] : [];
  const rule = text(value['rule']) ?? '';
  return {
    id,
    rule,
    title: text(value['title']) ?? rule,
    message: text(value['message']),
    status: state,
    subject: text(value['subject']) ?? '',
    site: text(value['site']) ?? '',
    dueAt: instant(value['due_at']),
    receivers: receivers.filter((r): r is string => typeof r === 'string'),
    reason: text(value['reason']),
    step: text(value['step']),
    patient: text(context['patient']),
    ward: text(context['ward']),
    bed: text(context['bed']),
    doctor: text(context['doctor']),
    raw: value,
  };
}
