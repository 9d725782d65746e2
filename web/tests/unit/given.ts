/** Frames and tasks for the tests, each with only what the test is about. */
import { readFrame } from '../../src/board/protocol.js';
import type { Frame } from '../../src/board/protocol.js';
import { readTask } from '../../src/board/task.js';
import type { Task } from '../../src/board/task.js';

export const t0 = Date.parse('2026-01-05T08:00:00Z');
export const hour = 3_600_000;

export function at(ms: number): string {
  return new Date(ms).toISOString();
}

export function payload(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: 17,
    rule: 'first-progress-note',
    title: '首次病程记录在入院8小时内完成',
    status: 'open',
    site: 'main',
    subject: 'V1001',
    due_at: at(t0 + 8 * hour),
    receivers: ['dr-li'],
    context: { patient: '张三', ward: 'W3', bed: '12' },
    message: '张三：首次病程记录',
    reason: null,
    ...fields,
  };
}

export function task(fields: Readonly<Record<string, unknown>> = {}): Task {
  const read = readTask(payload(fields));
  if (read === null) throw new Error('not a task');
  return read;
}

export function frame(fields: Readonly<Record<string, unknown>>): Frame {
  const read = readFrame(JSON.stringify(fields));
  if (read === null) throw new Error('not a frame');
  return read;
}

export function welcome(fields: Readonly<Record<string, unknown>> = {}): Frame {
  return frame({
    type: 'welcome',
    receivers: ['dr-li'],
    seq: 0,
    head: 0,
    recovered: true,
    heartbeat: 30,
    now: at(t0),
    speed: 1,
    ...fields,
  });
}

export function push(seq: number, kind: string, fields: Readonly<Record<string, unknown>> = {}): Frame {
  return frame({ type: 'push', seq, at: at(t0), receiver: 'dr-li', kind, task: payload(fields) });
}

export function tasks(...items: Readonly<Record<string, unknown>>[]): Frame {
  return frame({ type: 'tasks', items: items.map(payload) });
}
