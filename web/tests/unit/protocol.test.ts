import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verdict } from '../../src/board/close-codes.js';
import { readFrame } from '../../src/board/protocol.js';
import { readTask } from '../../src/board/task.js';
import { payload, welcome } from './given.js';

describe('a frame', () => {
  for (const data of ['', '{', '[]', 'null', '"x"', '{"type":"new"}', '{"type":"clock"}', '{"type":"push"}', '{"type":"status"}', 3]) {
    it(`is none: ${String(data)}`, () => {
      assert.equal(readFrame(data), null);
    });
  }

  it('of an unreadable push keeps its number', () => {
    const push = { type: 'push', seq: 9, kind: 'opened', task: { id: 'x' } };
    assert.deepEqual(readFrame(JSON.stringify(push)), { type: 'unreadable', seq: 9 });
  });

  it('of welcome covers the past up to its head, else to its start', () => {
    const read = welcome({ seq: 4, head: undefined });
    assert.equal(read.type === 'welcome' && read.head, 4);
  });
});

describe('a task', () => {
  it('is read whatever its context holds', () => {
    const read = readTask(payload({ context: { patient: { name: 'x' }, bed: 12, ward: ' ' } }));
    assert.equal(read?.patient, null);
    assert.equal(read.bed, '12');
    assert.equal(read.ward, null);
  });

  it('needs an id and a status', () => {
    assert.equal(readTask(payload({ id: null })), null);
    assert.equal(readTask(payload({ status: 'done' })), null);
    assert.equal(readTask(null), null);
  });
});

describe('a close code', () => {
  it('says whether to come back', () => {
    const reconnect = [1000, 1001, 1006, 1011, 1013, 4000, 4001, 4002, 4500];
    assert.deepEqual(new Set(reconnect.map(verdict)), new Set(['reconnect']));
    assert.deepEqual([4401, 4403].map(verdict), ['signin', 'signin']);
    assert.deepEqual([1002, 1007, 1009, 4400, 4402, 4499].map(verdict), Array(6).fill('refused'));
  });
});
