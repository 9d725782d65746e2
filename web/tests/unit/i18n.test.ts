import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { differences } from '../../scripts/i18n.mjs';

const check = (a: Record<string, unknown>, b: Record<string, unknown>): string[] =>
  differences([
    ['a', a],
    ['b', b],
  ]);

describe('the check of the messages', () => {
  it('passes two files in step', () => {
    assert.deepEqual(check({ k: '{n}小时 {m}' }, { k: '{m} in {n} h' }), []);
  });

  it('finds a missing and an extra key', () => {
    assert.deepEqual(check({ k: 'x', l: 'y' }, { k: 'x', m: 'y' }), ['b: l is missing', 'a: m is missing']);
  });

  it('finds different placeholders', () => {
    assert.equal(check({ k: '{n}' }, { k: '{m}' }).length, 1);
    assert.equal(check({ k: '{n}{n}' }, { k: '{n}' }).length, 1);
  });

  it('finds what is empty or no text', () => {
    assert.equal(check({ k: ' ' }, { k: 'x' }).length, 1);
    assert.equal(check({ k: 1 }, { k: 'x' }).length, 1);
  });
});
