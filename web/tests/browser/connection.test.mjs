// How the page comes by its token, and what it shows when the relay is away.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { text } from './until.mjs';
import { Visit, launch, tasks, wardRelay } from './world.mjs';

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

const hellos = () => relay.received.filter((frame) => frame.type === 'hello');

describe('the token', () => {
  it('in the fragment is used and wiped from the address', async () => {
    visit = await Visit.open(browser, `${relay.url}/?lang=en#token=a.b.c`);
    await visit.row(101).waitFor();
    assert.equal(visit.page.url(), `${relay.url}/?lang=en`);
    assert.equal(hellos()[0].token, 'a.b.c');
    assert.ok(visit.requests.every((url) => !url.includes('a.b.c')));
  });

  it('is asked for anew when it has expired', async () => {
    visit = await Visit.open(browser, `${relay.url}/#token=expired`);
    await text(visit.page.locator('.notice'), '登录已失效');
    await visit.page.evaluate(() => {
      location.hash = '#token=a.b.c';
    });
    await visit.row(101).waitFor();
    assert.equal(await visit.page.locator('.notice').count(), 0);
    assert.equal(visit.page.url(), `${relay.url}/`);
  });

  it('of nobody shows nobody’s tasks', async () => {
    visit = await Visit.open(browser, `${relay.url}/`);
    await text(visit.page.locator('.link'), '等待登录');
    assert.deepEqual(await visit.ids(), []);
    assert.equal(relay.received.length, 0);
  });
});

describe('without its relay, the board', () => {
  it('says until when it was live, and misses nothing after', async () => {
    visit = await Visit.open(browser, `${relay.url}/#token=a.b.c`);
    await visit.row(101).waitFor();
    await relay.stop();
    await text(visit.page.locator('.notice'), '未连接：以下是10:00:00的情况');
    assert.equal((await visit.ids()).length, 12);
    relay.push('opened', { ...tasks[0], id: 901 });
    relay.push('closed', { id: 101, status: 'late' });
    await relay.start();
    await visit.row(901).waitFor();
    await text(visit.row(101), '超时完成');
    await visit.page.locator('.notice').waitFor({ state: 'detached' });
    assert.equal(hellos().length, 2);
  });

  it('says so too when only the database behind it is away', async () => {
    visit = await Visit.open(browser, `${relay.url}/#token=a.b.c`);
    await visit.row(101).waitFor();
    relay.database(3);
    await text(visit.page.locator('.notice'), '暂停更新：以下是10:00:00的情况');
    await text(visit.said(), '暂停更新');
    assert.equal(await visit.page.locator('[data-phase=live]').count(), 0);
    relay.database();
    await visit.page.locator('.notice').waitFor({ state: 'detached' });
    await visit.page.locator('[data-phase=live]').waitFor();
    await text(visit.said(), '已恢复实时更新');
    relay.push('opened', { ...tasks[0], id: 901 });
    await visit.row(901).waitFor();
    assert.equal(hellos().length, 1);
  });

  it('says it in English', async () => {
    visit = await Visit.open(browser, `${relay.url}/?lang=en#token=a.b.c`);
    await visit.row(101).waitFor();
    relay.database(0);
    await text(visit.page.locator('.notice'), 'Not live: shown as of 10:00:00.');
  });

  it('does not come back when told not to', async () => {
    visit = await Visit.open(browser, `${relay.url}/#token=a.b.c`);
    await visit.row(101).waitFor();
    relay.hangUp(4400);
    await text(visit.page.locator('.notice'), '服务器拒绝了连接（4400）');
    assert.equal(hellos().length, 1);
  });
});
