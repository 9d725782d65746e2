import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { takeFragment, tokenFrom } from '../../src/handover.js';
import { readConfig } from '../../src/page-config.js';

describe('a token in the fragment', () => {
  function take(hash: string): [string | null, string | null] {
    let address: string | null = null;
    const history = {
      replaceState: (_state: unknown, _title: string, url?: string | URL | null) => {
        address = String(url);
      },
    };
    const token = takeFragment({ hash, pathname: '/board/', search: '?lang=en' }, history);
    return [token, address];
  }

  it('is taken out of the address at once', () => {
    assert.deepEqual(take('#token=a.b.c'), ['a.b.c', '/board/?lang=en']);
    assert.deepEqual(take('#x=1&token=a.b.c'), ['a.b.c', '/board/?lang=en#x=1']);
    assert.deepEqual(take('#token='), [null, '/board/?lang=en']);
  });

  it('is not looked for elsewhere', () => {
    assert.deepEqual(take(''), [null, null]);
  });
});

describe('a token in a message', () => {
  const parent = {};
  const origins = ['https://emr.example'];
  const good = { source: parent, origin: 'https://emr.example', data: { type: 'tqc-token', token: 'a.b.c' } };

  it('is taken from the parent at an allowed origin', () => {
    assert.equal(tokenFrom(good, parent, origins), 'a.b.c');
  });

  const bad: readonly (readonly [string, object])[] = [
    ['another origin', { origin: 'https://evil.example' }],
    ['another window', { source: {} }],
    ['another type', { data: { type: 'other', token: 'a.b.c' } }],
    ['no token', { data: { type: 'tqc-token', token: 7 } }],
    ['nothing', { data: null }],
  ];
  for (const [what, change] of bad) {
    it(`is not taken from ${what}`, () => {
      assert.equal(tokenFrom({ ...good, ...change }, parent, origins), null);
    });
  }
});

describe('the page’s configuration', () => {
  const query = new URLSearchParams('lang=en&ward=W3&parent=https://a.example&relay=wss://evil&token=x');

  it('takes what the address may choose', () => {
    const config = readConfig({}, query);
    assert.deepEqual([...config.attributes], [['lang', 'en'], ['ward', 'W3']]);
    assert.deepEqual(config.parents, ['https://a.example']);
    assert.equal(config.relay, null);
  });

  it('lets the administrator’s file rule', () => {
    const config = readConfig({ lang: 'zh-CN', parent: [], relay: '/ws', linger: 3 }, query);
    assert.equal(config.attributes.get('lang'), 'zh-CN');
    assert.equal(config.attributes.get('linger'), '3');
    assert.deepEqual(config.parents, []);
    assert.equal(config.relay, '/ws');
  });

  it('takes no wildcard for an origin', () => {
    assert.deepEqual(readConfig({ parent: ['*', 'https://b.example/x'] }, query).parents, ['https://b.example']);
  });
});
