import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { announcement } from '../../src/board/announce.js';
import { translator } from '../../src/board/i18n.js';
import { detail, reason, what } from '../../src/board/wording.js';
import { task } from './given.js';

const zh = translator('zh-CN');
const en = translator('en');

describe('what is to be done', () => {
  it('leaves out the patient, who has a column', () => {
    assert.equal(what(task()), '首次病程记录');
    assert.equal(detail(task()), '首次病程记录在入院8小时内完成');
  });

  it('is the message as it stands when it does not begin so', () => {
    assert.equal(what(task({ message: '张三丰：会诊' })), '张三丰：会诊');
    assert.equal(what(task({ message: '请补记' })), '请补记');
    assert.equal(what(task({ message: '张三：' })), '张三：');
  });

  it('is the title when there is no message', () => {
    assert.equal(what(task({ message: null })), '首次病程记录在入院8小时内完成');
    assert.equal(detail(task({ message: null })), null);
  });
});

describe('the reason of an end', () => {
  it('is in the reader’s language when it is the engine’s own', () => {
    assert.equal(reason({ status: 'cancelled', reason: 'withdrawn' }, zh), '原因：任务已撤回');
    assert.equal(reason({ status: 'cancelled', reason: '取消入院' }, en), 'Reason: 取消入院');
    assert.equal(reason({ status: 'met', reason: null }, en), null);
  });
});

describe('the announcement', () => {
  it('names few and counts many, the pressing first', () => {
    const one = { kind: 'reminded', task: task() } as const;
    assert.equal(announcement([one], zh), '提醒：12床 张三 首次病程记录');
    const many = [1, 2, 3, 4].map(() => ({ kind: 'overdue', task: task() }) as const);
    assert.equal(announcement([one, ...many], en), 'Tasks now overdue: 4. Reminder: Bed 12 张三 首次病程记录');
  });
});
