import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ServerClock } from '../../src/board/clock.js';
import { t0 } from './given.js';

describe('the server clock', () => {
  it('is the wall clock until the server has spoken', () => {
    let mono = 0;
    const clock = new ServerClock(() => mono, () => t0);
    mono = 1500;
    assert.equal(clock.now(), t0 + 1500);
  });

  for (const speed of [0, 1, 1000]) {
    it(`runs at speed ${String(speed)}`, () => {
      let mono = 77;
      const clock = new ServerClock(() => mono, () => 0);
      clock.set(t0, speed);
      mono += 2000;
      assert.equal(clock.now(), t0 + 2000 * speed);
    });
  }

  it('can be set back', () => {
    const clock = new ServerClock(() => 0, () => t0);
    clock.set(t0 - 1, 1);
    assert.equal(clock.now(), t0 - 1);
  });

  it('ticks faster when time runs fast, within reason', () => {
    const clock = new ServerClock(() => 0, () => 0);
    const ticks = [0, 1, 200, 1e6].map((speed) => {
      clock.set(0, speed);
      return clock.tick();
    });
    assert.deepEqual(ticks, [1000, 1000, 300, 100]);
  });
});
