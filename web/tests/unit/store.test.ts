import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyBoard, receive, release } from '../../src/board/store.js';
import type { Board, News } from '../../src/board/store.js';
import type { Frame } from '../../src/board/protocol.js';
import { push, tasks, welcome } from './given.js';

function play(frames: readonly Frame[], from: Board = emptyBoard): { board: Board; news: News[] } {
  const news: News[] = [];
  let board = from;
  for (const frame of frames) {
    const step = receive(board, frame);
    board = step.board;
    news.push(...step.news);
  }
  return { board, news };
}

const live = play([welcome(), tasks()]).board;
const kinds = (news: readonly News[]): string[] => news.map((item) => item.kind);

describe('a live board', () => {
  it('shows a task when it opens, and tells of it', () => {
    const { board, news } = play([push(1, 'opened')], live);
    assert.equal(board.rows.get(17)?.task.status, 'open');
    assert.deepEqual(kinds(news), ['opened']);
    assert.equal(board.seq, 1);
  });

  it('strikes it through when it is closed, and lets it go when released', () => {
    const { board, news } = play([push(1, 'opened'), push(2, 'closed', { status: 'late' })], live);
    assert.deepEqual(board.rows.get(17)?.end, { status: 'late', reason: null });
    assert.deepEqual(kinds(news), ['opened', 'closed']);
    assert.equal(release(board, [17]).rows.size, 0);
  });

  it('keeps a row that came back before it was released', () => {
    const { board } = play(
      [push(1, 'opened'), push(2, 'closed', { status: 'met' }), push(3, 'opened')],
      live,
    );
    assert.equal(board.rows.get(17)?.end, null);
    assert.equal(release(board, [17]), board);
  });

  it('shows a cancellation with its reason', () => {
    const { board } = play(
      [push(1, 'opened'), push(2, 'cancelled', { status: 'cancelled', reason: '取消入院' })],
      live,
    );
    assert.deepEqual(board.rows.get(17)?.end, { status: 'cancelled', reason: '取消入院' });
  });

  it('ends what was withdrawn, whatever its status was', () => {
    const { board } = play(
      [push(1, 'opened'), push(2, 'cancelled', { reason: 'withdrawn' })],
      live,
    );
    assert.equal(board.rows.get(17)?.end?.reason, 'withdrawn');
  });

  it('ends what went to another receiver', () => {
    const { board } = play([push(1, 'opened'), push(2, 'cancelled', { receivers: ['dr-wang'] })], live);
    assert.equal(board.rows.get(17)?.end?.status, 'cancelled');
  });

  it('keeps what one of its receivers lost while another has it', () => {
    const chief = play([welcome({ receivers: ['dr-li', 'ward-w3'] }), tasks()]).board;
    const { board } = play(
      [push(1, 'opened'), push(2, 'cancelled', { receivers: ['ward-w3', 'dr-wang'] })],
      chief,
    );
    assert.equal(board.rows.get(17)?.end, null);
  });

  it('applies each push once', () => {
    const { board, news } = play(
      [push(1, 'opened'), push(2, 'closed', { status: 'met' }), push(1, 'opened')],
      live,
    );
    assert.equal(board.rows.get(17)?.end?.status, 'met');
    assert.equal(news.length, 2);
    assert.equal(board.seq, 2);
  });

  it('tells once what comes for two receivers', () => {
    const { news } = play(
      [
        push(1, 'opened'),
        push(2, 'opened'),
        push(3, 'reminded', { step: 'reminder-1' }),
        push(4, 'reminded', { step: 'reminder-1' }),
        push(5, 'reminded', { step: 'reminder-2' }),
        push(6, 'overdue', { status: 'overdue' }),
        push(7, 'overdue', { status: 'overdue' }),
        push(8, 'closed', { status: 'late' }),
        push(9, 'closed', { status: 'late' }),
      ],
      live,
    );
    assert.deepEqual(kinds(news), ['opened', 'reminded', 'reminded', 'overdue', 'closed']);
  });

  it('passes over a push it cannot read, and does not ask for it again', () => {
    const { board } = play([push(5, 'invented')], live);
    assert.equal(board.seq, 5);
    assert.equal(board.rows.size, 0);
  });

  it('does not show the end of what it never showed', () => {
    const { board, news } = play([push(1, 'closed', { status: 'met' })], live);
    assert.equal(board.rows.size, 0);
    assert.equal(news.length, 0);
  });
});

describe('a first connection', () => {
  it('takes the past from the snapshot, and only the numbers from old pushes', () => {
    const { board, news } = play([
      welcome({ seq: 3, head: 6 }),
      push(4, 'opened', { id: 1 }),
      push(5, 'closed', { id: 1, status: 'met' }),
      push(6, 'opened', { id: 2 }),
      tasks({ id: 2 }),
    ]);
    assert.deepEqual([...board.rows.keys()], [2]);
    assert.equal(board.seq, 6);
    assert.equal(news.length, 0);
    assert.equal(board.complete, true);
  });

  it('still shows that a task was reminded of while nobody was there', () => {
    const { board } = play([
      welcome({ seq: 0, head: 2 }),
      push(1, 'reminded', { step: 'reminder-1' }),
      tasks({}),
    ]);
    assert.equal(board.rows.get(17)?.cue?.kind, 'reminded');
  });

  it('believes a push that overtook the snapshot', () => {
    const opened = play([welcome(), push(1, 'opened'), tasks()]).board;
    assert.ok(opened.rows.has(17));
    const closed = play([welcome(), push(1, 'opened'), push(2, 'closed', { status: 'met' }), tasks({})]).board;
    assert.equal(closed.rows.get(17)?.end?.status, 'met');
    const unseen = play([welcome(), push(1, 'closed', { status: 'met' }), tasks({})]).board;
    assert.equal(unseen.rows.has(17), false);
  });
});

describe('a reconnection', () => {
  const before = play([push(1, 'opened')], live).board;

  it('that was recovered goes on from where it was', () => {
    const { board, news } = play(
      [welcome({ seq: 1, head: 3 }), push(2, 'opened', { id: 18 }), push(3, 'closed', { status: 'met' })],
      before,
    );
    assert.equal(board.complete, true);
    assert.ok(board.rows.has(18));
    assert.equal(board.rows.get(17)?.end?.status, 'met');
    assert.deepEqual(kinds(news), ['opened', 'closed']);
  });

  it('that was not recovered waits for the tasks, and drops what is gone', () => {
    const waiting = play([welcome({ recovered: false, seq: 0, head: 9 })], before).board;
    assert.equal(waiting.complete, false);
    assert.ok(waiting.rows.has(17));
    const { board } = play([tasks({ id: 18 }), push(9, 'opened', { id: 18 })], waiting);
    assert.deepEqual([...board.rows.keys()], [18]);
  });

  it('goes on from where the stream began, though no push had come', () => {
    const { board } = play([welcome({ seq: 40, head: 40 }), tasks()]);
    assert.equal(board.seq, 40);
  });

  it('starts its numbers anew with a relay that has lower ones', () => {
    const high = play([push(1000, 'opened')], live).board;
    const { board } = play(
      [welcome({ recovered: false, seq: 0, head: 2 }), tasks(), push(3, 'opened', { id: 5 })],
      high,
    );
    assert.deepEqual([...board.rows.keys()], [5]);
    assert.equal(board.seq, 3);
  });

  it('as somebody else shows nothing of the one before', () => {
    const { board } = play([welcome({ receivers: ['dr-wang'] })], before);
    assert.equal(board.rows.size, 0);
    assert.equal(board.complete, false);
  });
});
