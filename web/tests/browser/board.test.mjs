// What a user sees and does, in a real browser, on the page as it is built.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { text, until } from './until.mjs';
import { Visit, launch, now, tasks, wardRelay } from './world.mjs';

let browser;
let relay;
let visit;

before(async () => {
  browser = await launch();
});
after(() => browser.close());

beforeEach(async () => {
  relay = await wardRelay();
});
afterEach(async () => {
  await visit.close();
  await relay.stop();
});

async function open(query = '', options = {}) {
  visit = await Visit.open(browser, `${relay.url}/${query}#token=a.b.c`, options);
  await visit.row(101).waitFor();
  return visit;
}

describe('the board', () => {
  it('shows the ward, most urgent first, and what is due', async () => {
    await open();
    assert.deepEqual(await visit.ids(), tasks.map((task) => task.id));
    const row = visit.row(103);
    await text(row, '18分钟后超时');
    await text(row, '今天 10:18 到期');
    await text(row, '03床');
    await text(row, '李秀英');
    await text(row, '会诊意见（心内科）');
    await text(visit.row(101), '超时2小时');
    const counts = await visit.page.locator('.count b').allTextContents();
    assert.deepEqual(counts, ['12', '2', '3']);
    assert.deepEqual(visit.errors, []);
  });

  it('shows a task the moment it is pushed, and says so', async () => {
    await open();
    relay.push('opened', { ...tasks[5], id: 900, due_at: new Date(now + 60_000).toISOString() });
    await visit.row(900).waitFor();
    assert.equal((await visit.ids())[2], 900);
    await text(visit.said(), '新任务：17床 刘德山 入院记录');
  });

  it('gives a reminder a cue in the row and a polite word', async () => {
    await open();
    relay.push('reminded', { id: 106, step: 'reminder-1' });
    await text(visit.row(106).locator('.cue'), '提醒');
    await text(visit.said(), '提醒：17床 刘德山 入院记录');
    assert.equal(await visit.said().getAttribute('aria-live'), 'polite');
  });

  it('turns a row urgent when it is overdue', async () => {
    await open();
    relay.push('overdue', { id: 103, status: 'overdue', due_at: new Date(now - 1000).toISOString() });
    await visit.page.locator('li[data-id="103"][data-urgency=overdue]').waitFor();
    await text(visit.row(103), '刚刚超时');
    await text(visit.said(), '已超时：03床 李秀英');
  });

  it('strikes out what is done, then lets it fade away', async () => {
    await open('?linger=1');
    relay.push('closed', { id: 104, status: 'met' });
    await visit.row(104).locator('s', { hasText: '转入记录' }).waitFor();
    await text(visit.row(104), '按时完成');
    await visit.page.locator('li.leaving[data-id="104"]').waitFor();
    await visit.row(104).waitFor({ state: 'detached' });
  });

  it('strikes out what is cancelled, with the reason', async () => {
    await open();
    relay.push('cancelled', { id: 104, status: 'cancelled', reason: '取消转科' });
    await text(visit.row(104), '已取消');
    await text(visit.row(104), '原因：取消转科');
  });

  it('runs on the server’s clock', async () => {
    await open();
    await text(visit.row(106), '3小时后超时');
    relay.setClock(now + 1.6 * 3_600_000, 0);
    await text(visit.row(106), '1小时后超时');
    relay.setClock(now + 3_600_000, 1000);
    await text(visit.row(106), '2小时后超时');
    await text(visit.row(106), '1小时后超时');
  });

  it('shows text as text', async () => {
    await open();
    const nasty = '<img src=x onerror="document.title=1"><b>x</b>';
    relay.push('changed', { id: 105, title: nasty, message: null, context: { patient: nasty, bed: nasty } });
    await text(visit.row(105).locator('.patient'), nasty);
    assert.equal(await visit.row(105).locator('img, b').count(), 0);
  });

  it('speaks English', async () => {
    await open('', { locale: 'en-GB' });
    await text(visit.row(106), 'due in 3 h');
    await text(visit.row(101), '2 h overdue');
    assert.equal(await visit.page.title(), 'Timed tasks');
    assert.equal(await visit.page.locator('html').getAttribute('lang'), 'en');
  });

  it('filters by ward, by patient and by urgency', async () => {
    await open();
    const { page } = visit;
    await page.getByLabel('病区').selectOption('W5');
    await until(() => visit.ids(), [106, 108, 110, 111]);
    await page.getByLabel('病区').selectOption('');
    await page.getByRole('searchbox').fill('张三');
    await until(() => visit.ids(), [101]);
    await page.getByRole('searchbox').fill('nobody');
    await page.getByText('没有符合筛选条件的任务').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: '已超时' }).click();
    await until(() => visit.ids(), [101, 102]);
  });

  it('says in plain words that there is nothing to do', async () => {
    await open();
    for (const { id } of tasks) relay.push('closed', { id, status: 'met' });
    await visit.page.getByText('目前没有待办任务').waitFor({ timeout: 20_000 });
  });

  it('asks nothing of anybody but the relay, and keeps nothing', async () => {
    await open();
    const elsewhere = visit.requests.filter((url) => !url.startsWith(relay.url) && !url.startsWith('data:'));
    assert.deepEqual(elsewhere, []);
    const kept = await visit.page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
    assert.deepEqual(kept, [0, 0, '']);
  });
});
