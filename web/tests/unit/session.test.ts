import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { ServerClock } from '../../src/board/clock.js';
import { Session } from '../../src/board/session.js';
import { FakeWorld } from './fake-socket.js';
import { at, payload, t0 } from './given.js';

const hello = (fields: Record<string, unknown> = {}) => ({
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
const opened = (seq: number) => ({ type: 'push', seq, at: at(t0), kind: 'opened', task: payload({ id: seq }) });

let world: FakeWorld;
let session: Session;

beforeEach(() => {
  world = new FakeWorld();
  const quiet = { changed: () => undefined, told: () => undefined };
  session = new Session(quiet, world.parts, new ServerClock(() => world.now, () => 0));
  session.connect({ url: 'ws://relay/', token: 'jwt' });
});

function live(): void {
  world.socket.accept();
  world.socket.say(hello());
  world.socket.say({ type: 'tasks', items: [] });
}

describe('a session', () => {
  it('greets with the token, then asks for the tasks', () => {
    live();
    assert.equal(world.socket.url, 'ws://relay/');
    assert.equal(world.socket.protocol, 'tqc.v1');
    assert.deepEqual(world.socket.sent, [{ type: 'hello', token: 'jwt', since: null }, { type: 'tasks' }]);
    assert.equal(session.link.phase, 'live');
    assert.equal(session.clock.now(), t0);
  });

  it('acknowledges a burst once, by its last number', () => {
    live();
    for (const seq of [1, 2, 3]) world.socket.say(opened(seq));
    world.pass(1000);
    const acks = world.socket.sent.filter((sent) => sent['type'] === 'ack');
    assert.deepEqual(acks, [{ type: 'ack', seq: 3 }]);
  });

  it('resumes from the last number it saw and asks for nothing more', () => {
    live();
    world.socket.say(opened(7));
    world.socket.hangUp(1001);
    assert.equal(session.link.phase, 'waiting');
    world.pass(500);
    world.socket.accept();
    world.socket.say(hello({ seq: 7, head: 7 }));
    assert.deepEqual(world.socket.sent, [{ type: 'hello', token: 'jwt', since: 7 }]);
  });

  it('asks for the tasks when the past is gone', () => {
    live();
    world.socket.say(opened(7));
    world.socket.hangUp(4002);
    world.pass(500);
    world.socket.accept();
    world.socket.say(hello({ recovered: false, head: 900 }));
    assert.deepEqual(world.socket.sent.at(-1), { type: 'tasks' });
  });

  it('asks again when the relay cannot read them just now', () => {
    world.socket.accept();
    world.socket.say(hello());
    world.socket.say({ type: 'error', code: 'try_later', message: '' });
    world.pass(3000);
    assert.equal(world.socket.sent.filter((sent) => sent['type'] === 'tasks').length, 2);
  });

  it('waits longer and longer, and no longer than the cap', () => {
    const waits: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      world.socket.hangUp(1006);
      const from = world.now;
      const count = world.sockets.length;
      while (world.sockets.length === count) world.pass(100);
      waits.push(world.now - from);
    }
    assert.deepEqual(waits, [500, 1000, 2000, 4000, 4000, 4000]);
  });

  it('starts with a short wait again after a connection that held', () => {
    for (let n = 0; n < 4; n += 1) {
      world.socket.hangUp(1006);
      world.pass(4000);
    }
    live();
    world.pass(10_000);
    world.socket.hangUp(1006);
    const count = world.sockets.length;
    world.pass(500);
    assert.equal(world.sockets.length, count + 1);
  });

  it('does not come back when told so, until it has another token', () => {
    live();
    world.socket.hangUp(4403);
    world.pass(600_000);
    assert.equal(world.sockets.length, 1);
    assert.deepEqual(session.link, { phase: 'stopped', why: 'signin', code: 4403 });
    session.connect({ url: 'ws://relay/', token: 'fresh' });
    live();
    assert.equal(session.link.phase, 'live');
  });

  it('gives up a connection that has gone silent, and asks before it does', () => {
    live();
    const first = world.socket;
    world.pass(95_000);
    assert.deepEqual(first.sent.at(-1), { type: 'ping' });
    assert.equal(first.closed, true);
    assert.equal(world.sockets.length, 2);
  });

  it('stays with one that answers', () => {
    live();
    for (let n = 0; n < 10; n += 1) {
      world.pass(31_000);
      world.socket.say({ type: 'pong' });
    }
    assert.equal(world.sockets.length, 1);
    assert.equal(session.link.phase, 'live');
  });

  it('gives up an opening that leads nowhere', () => {
    world.pass(10_500);
    assert.equal(world.sockets.length, 2);
  });

  it('tries at once when the network is back', () => {
    world.socket.hangUp(1006);
    session.hurry();
    assert.equal(world.sockets.length, 2);
    session.hurry();
    assert.equal(world.sockets.length, 2);
  });

  it('keeps the last live time while it is not', () => {
    live();
    world.pass(5000);
    world.socket.say({ type: 'pong' });
    world.socket.hangUp(1006);
    world.pass(60_000);
    assert.equal(session.lastLive, t0 + 5000);
  });

  it('is stale while the relay has no database, and says since when', () => {
    live();
    world.pass(60_000);
    world.socket.say({ type: 'status', database: 'lost', silent: 20 });
    assert.equal(session.link.phase, 'stale');
    assert.equal(session.lastLive, t0 + 40_000);
    world.pass(30_000);
    world.socket.say({ type: 'ping' });
    assert.equal(session.lastLive, t0 + 40_000);
    world.socket.say({ type: 'status', database: 'live' });
    assert.equal(session.link.phase, 'live');
    assert.equal(session.lastLive, t0 + 90_000);
    assert.equal(world.sockets.length, 1);
  });

  it('keeps its acknowledgement until the database is back', () => {
    live();
    world.socket.say(opened(1));
    world.socket.say({ type: 'status', database: 'lost', silent: 0 });
    world.pass(1000);
    assert.equal(world.socket.sent.filter((sent) => sent['type'] === 'ack').length, 0);
    world.socket.say({ type: 'status', database: 'live' });
    world.pass(1000);
    assert.deepEqual(world.socket.sent.at(-1), { type: 'ack', seq: 1 });
  });

  it('does not take a refusal for a sign of the database', () => {
    live();
    world.socket.hangUp(1001);
    world.pass(500);
    world.socket.accept();
    world.pass(5000);
    world.socket.say({ type: 'error', code: 'unavailable', message: '' });
    assert.equal(session.lastLive, t0);
  });

  it('follows the clock the server was set to', () => {
    live();
    world.socket.say({ type: 'clock', now: at(t0 + 1000), speed: 0 });
    world.pass(5000);
    assert.equal(session.clock.now(), t0 + 1000);
  });

  it('forgets everything when the token is taken away', () => {
    live();
    world.socket.say(opened(1));
    session.forget();
    assert.equal(session.board.rows.size, 0);
    assert.equal(world.socket.closed, true);
    assert.equal(session.link.phase, 'idle');
  });
});
