import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyBoard, receive } from '../../src/board/store.js';
import type { Board } from '../../src/board/store.js';
import { urgency, view } from '../../src/board/view.js';
import type { Filter } from '../../src/board/view.js';
import { at, hour, push, t0, task, tasks, welcome } from './given.js';

const all: Filter = { ward: '', search: '', show: 'all' };

function board(): Board {
  const frames = [
    welcome(),
    tasks(
      { id: 1, due_at: at(t0 + 9 * hour) },
      { id: 2, due_at: null, context: { patient: '李四', ward: 'W10' } },
      { id: 3, due_at: at(t0 - hour), status: 'overdue', context: { patient: 'Anna', ward: 'W9' } },
      { id: 4, due_at: at(t0 + 2 * hour) },
    ),
  ];
  return frames.reduce((known, frame) => receive(known, frame).board, emptyBoard);
}

const ids = (filter: Filter, known = board()): number[] =>
  view(known, filter, t0).rows.map(({ row }) => row.task.id);

describe('the list', () => {
  it('has the most urgent first and the never due last', () => {
    assert.deepEqual(ids(all), [3, 4, 1, 2]);
  });

  it('counts what is open, overdue and due within two hours', () => {
    assert.deepEqual(view(board(), all, t0).counts, { open: 4, overdue: 1, soon: 1 });
  });

  it('is filtered by ward, by text, and by urgency', () => {
    assert.deepEqual(ids({ ...all, ward: 'W3' }), [4, 1]);
    assert.deepEqual(ids({ ...all, search: ' anna ' }), [3]);
    assert.deepEqual(ids({ ...all, search: '李' }), [2]);
    assert.deepEqual(ids({ ...all, show: 'soon' }), [4]);
    assert.deepEqual(view(board(), { ...all, ward: 'W9' }, t0).counts, { open: 1, overdue: 1, soon: 0 });
  });

  it('names the wards in the order people count', () => {
    assert.deepEqual(view(board(), all, t0).wards, ['W3', 'W9', 'W10']);
  });

  it('keeps what has just ended in its place, uncounted', () => {
    const ended = receive(board(), push(1, 'closed', { id: 4, status: 'met', due_at: at(t0 + 2 * hour) })).board;
    assert.deepEqual(ids(all, ended), [3, 4, 1, 2]);
    assert.equal(view(ended, all, t0).counts.open, 3);
  });
});

describe('urgency', () => {
  const row = (fields: Record<string, unknown>) => ({ task: task(fields), cue: null, end: null });

  it('leaves the server the first word at the due time, then speaks for itself', () => {
    const due = { due_at: at(t0) };
    assert.equal(urgency(row(due), t0 + 2_000), 'soon');
    assert.equal(urgency(row(due), t0 + 4_000), 'overdue');
    assert.equal(urgency(row(due), t0 + 4_000, 1000), 'soon');
  });
});
