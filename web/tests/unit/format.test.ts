import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Times, exceeded, isZone, remaining } from '../../src/board/format.js';
import { pickLang, translator } from '../../src/board/i18n.js';
import { hour } from './given.js';

const zh = translator('zh-CN');
const en = translator('en');
const minute = 60_000;

describe('the countdown', () => {
  const cases: readonly (readonly [number, string, string])[] = [
    [0, '即将超时', 'due now'],
    [1, '1分钟后超时', 'due in 1 min'],
    [59 * minute, '59分钟后超时', 'due in 59 min'],
    [59.5 * minute, '1小时后超时', 'due in 1 h'],
    [3 * hour - 20_000, '3小时后超时', 'due in 3 h'],
    [3 * hour, '3小时后超时', 'due in 3 h'],
    [4 * hour - minute, '3小时后超时', 'due in 3 h'],
    [48 * hour, '48小时后超时', 'due in 48 h'],
    [48 * hour + minute, '2天后超时', 'due in 2 d'],
    [75 * hour, '3天后超时', 'due in 3 d'],
  ];
  for (const [ms, chinese, english] of cases) {
    it(`${String(ms)} ms: ${english}`, () => {
      assert.equal(remaining(ms, zh), chinese);
      assert.equal(remaining(ms, en), english);
    });
  }
});

describe('the time overdue', () => {
  const cases: readonly (readonly [number, string, string])[] = [
    [0, '刚刚超时', 'just overdue'],
    [minute - 1, '刚刚超时', 'just overdue'],
    [36 * minute, '超时36分钟', '36 min overdue'],
    [2 * hour, '超时2小时', '2 h overdue'],
    [3 * hour - 1, '超时2小时', '2 h overdue'],
    [48 * hour, '超时48小时', '48 h overdue'],
    [49 * hour, '超时2天', '2 d overdue'],
  ];
  for (const [ms, chinese, english] of cases) {
    it(`${String(ms)} ms: ${english}`, () => {
      assert.equal(exceeded(ms, zh), chinese);
      assert.equal(exceeded(ms, en), english);
    });
  }
});

describe('the deadline', () => {
  const now = Date.parse('2026-01-05T15:30:00Z'); // 23:30 in Shanghai
  const times = new Times(zh, 'Asia/Shanghai');

  it('is called by its day in the zone of the ward', () => {
    assert.equal(times.deadline(now + 10 * minute, now), '今天 23:40');
    assert.equal(times.deadline(now + hour, now), '明天 00:30');
    assert.equal(times.deadline(now - 24 * hour, now), '昨天 23:30');
    assert.equal(times.deadline(now + 72 * hour, now), '1月8日 23:30');
    assert.equal(new Times(en, 'UTC').deadline(now + hour, now), 'today 16:30');
  });

  it('takes only zones there are', () => {
    assert.equal(isZone('Asia/Shanghai'), true);
    assert.equal(isZone('Mars/Olympus'), false);
  });
});

describe('the language', () => {
  it('is the first one asked for that is spoken', () => {
    assert.equal(pickLang('', 'fr', 'en-GB', 'zh-CN'), 'en');
    assert.equal(pickLang('zh-Hant-TW'), 'zh-CN');
    assert.equal(pickLang('fr', undefined), 'zh-CN');
  });
});
