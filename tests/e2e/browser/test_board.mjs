#!/usr/bin/env node
// The whole chain: an event is emitted in SQL, the engine opens a task, the relay carries it, and
// Chromium shows it, also over restarts of the relay.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, afterEach, before, describe, it } from 'node:test';
import { Cluster, Relay, launch, token } from './helper_parts.mjs';
import { admit, emit, running, setup, write } from './helper_ward.mjs';

const cluster = new Cluster('browser');
let relay;
let browser;
let page;

before(async () => {
  await cluster.start();
  await cluster.sql(...setup, 'CREATE ROLE relay LOGIN IN ROLE tqc_relay');
  relay = await Relay.on(await cluster.address('relay'));
  await relay.start();
  browser = await launch();
  page = await open(browser);
});

after(async () => {
  await browser?.close();
  await relay?.stop();
  await cluster.stop();
});

async function open(from) {
  const context = await from.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const opened = await context.newPage();
  await opened.goto(`${relay.url}/?linger=2#token=${token('dr-li')}`);
  await opened.locator('[data-phase=live]').waitFor();
  // Gone after a reload: proves at the end that there was none.
  await opened.evaluate(() => {
    globalThis.sameDocument = true;
  });
  return opened;
}

const row = (patient) => page.locator('li.row', { hasText: patient });

/** Waits until the board of `on` shows exactly these patients, whoever is struck through left out. */
async function shows(on, patients) {
  const look = (wanted) => {
    const root = document.querySelector('tqc-board').shadowRoot;
    const rows = [...root.querySelectorAll('li.row:not([data-urgency=ended]) .patient')];
    const found = rows.map((cell) => cell.textContent).sort();
    globalThis.found = found;
    return JSON.stringify(found) === JSON.stringify(wanted);
  };
  await on.waitForFunction(look, patients).catch(async (error) => {
    assert.deepEqual(await on.evaluate(() => globalThis.found), patients, error.message);
  });
}

describe('the board, live', () => {
  it('shows a task when its event is emitted, without reload', async () => {
    await page.getByText('目前没有待办任务').waitFor();
    await cluster.sql(admit('V1', '张三', '12'));
    await row('张三').getByText('8小时后超时').waitFor();
    await row('张三').getByText('首次病程记录', { exact: true }).waitFor();
    await row('张三').getByText('12床').waitFor();
  });

  it('strikes it through when it is closed, and lets it go', async () => {
    await cluster.sql(write('V1'));
    await row('张三').locator('s', { hasText: '首次病程记录' }).waitFor();
    await row('张三').getByText('按时完成').waitFor();
    await row('张三').waitFor({ state: 'detached' });
  });

  it('strikes it through when it is cancelled', async () => {
    await cluster.sql(admit('V2', '李四', '3'));
    await row('李四').waitFor();
    await cluster.sql(emit('admission.cancelled', 'V2'));
    await row('李四').getByText('已取消').waitFor();
  });

  it('shows nobody else’s', async () => {
    await cluster.sql(admit('V3', '王五', '4', 'dr-wang'), admit('V4', '赵六', '5'));
    await row('赵六').waitFor();
    assert.equal(await row('王五').count(), 0);
  });
});

describe('the board, when the relay is restarted while events go on,', () => {
  /** Patients are named by their subjects here, so that the board and the engine can be compared. */
  const admissions = (from, count) =>
    Array.from({ length: count }, (_, n) => `R${from + n}`).map((subject) => admit(subject, subject, '1'));

  for (const [round, signal] of ['SIGTERM', 'SIGKILL', 'SIGTERM', 'SIGKILL'].entries()) {
    it(`has none missing (${signal}, ${round})`, async () => {
      const from = 1000 * (round + 1);
      await cluster.sql(...admissions(from, 20));
      const emitted = cluster.sql(...admissions(from + 20, 40), write(`R${from}`), write(`R${from + 1}`));
      await relay.stop(signal);
      await page.locator('.notice', { hasText: '未连接' }).waitFor();
      await emitted;
      // These are emitted while the relay comes back and the board finds it again.
      const meanwhile = cluster.sql(...admissions(from + 60, 40), write(`R${from + 20}`));
      await relay.start();
      await meanwhile;
      const expected = (await running(cluster, 'dr-li')).map((subject) => (subject === 'V4' ? '赵六' : subject));
      await shows(page, expected.sort());
      await page.locator('.notice').waitFor({ state: 'detached' });
      assert.equal(expected.length, 1 + 97 * (round + 1));
    });
  }

  it('shows to who comes only now what the others see', async () => {
    const expected = (await running(cluster, 'dr-li')).map((subject) => (subject === 'V4' ? '赵六' : subject));
    const other = await open(browser);
    await shows(other, expected.sort());
    await other.context().close();
  });

  it('was never reloaded', async () => {
    assert.equal(await page.evaluate(() => globalThis.sameDocument), true);
  });
});

describe('the board, when the server is stopped,', () => {
  it('says that it may be old, and is live again with none missing', async () => {
    await cluster.halt();
    await page.locator('.notice', { hasText: '暂停更新：以下是' }).waitFor();
    await page.locator('[role=status]', { hasText: '暂停更新' }).waitFor({ state: 'attached' });
    assert.equal(await page.locator('[data-phase=live]').count(), 0);
    await cluster.resume();
    await cluster.sql(admit('S1', '孙八', '7'));
    await page.locator('.notice').waitFor({ state: 'detached' });
    await page.locator('[data-phase=live]').waitFor();
    await row('孙八').waitFor();
    const expected = await running(cluster, 'dr-li');
    const names = { V4: '赵六', S1: '孙八' };
    await shows(page, expected.map((subject) => names[subject] ?? subject).sort());
    assert.equal(await page.evaluate(() => globalThis.sameDocument), true);
  });
});

describe('the board, as time goes by,', () => {
  const clock = (hours, speed) =>
    cluster.sql(`SELECT tqc.set_clock(t.due_at + make_interval(mins => ${hours * 60}), ${speed})
                   FROM tqc.task t WHERE t.subject = 'V5'`);

  it('gives a cue when a task is reminded of', async () => {
    await cluster.sql(admit('V5', '钱七', '6'));
    await row('钱七').waitFor();
    await clock(-1.75, 0);
    await row('钱七').locator('.cue', { hasText: '提醒' }).waitFor();
    await row('钱七').getByText('1小时后超时').waitFor();
  });

  it('turns it urgent when it is overdue, by the server’s clock', async () => {
    await clock(0.5, 0);
    await page.locator('li.row[data-status=overdue][data-urgency=overdue]', { hasText: '钱七' }).waitFor();
    await row('钱七').getByText('超时30分钟').waitFor();
    await clock(2.5, 0);
    await row('钱七').getByText('超时2小时').waitFor();
  });

  it('follows a clock that runs fast', async () => {
    await clock(2.9, 1000);
    await row('钱七').getByText(/超时[3-9]小时/).waitFor();
  });
});

describe('the board, in an iframe of the EMR,', () => {
  let emr;
  let origin;
  let framed;

  before(async () => {
    emr = createServer((request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><title>EMR</title>
        <iframe src="${framed.url}/?parent=${origin}" width="360" height="600"></iframe>
        <script>
          window.opened = [];
          addEventListener('message', ({ data, origin, source }) => {
            if (data.type === 'tqc-ready') source.postMessage({ type: 'tqc-token', token: '${token('dr-wang')}' }, origin);
            if (data.type === 'tqc-open') opened.push(data.task.subject);
          });
        </script>`);
    }).listen(0, '127.0.0.1');
    await once(emr, 'listening');
    origin = `http://localhost:${emr.address().port}`;
  });

  afterEach(() => framed.stop());

  after(() => {
    emr.closeAllConnections();
    emr.close();
  });

  async function visit() {
    await framed.start();
    const context = await browser.newContext({ locale: 'zh-CN' });
    const host = await context.newPage();
    await host.goto(origin);
    return host;
  }

  it('is given its token and gives back the task clicked', async () => {
    framed = await Relay.on(await cluster.address('relay'));
    framed.option('--allow-origin', origin);
    const host = await visit();
    await host.frameLocator('iframe').getByRole('button', { name: /王五/ }).click();
    await host.waitForFunction(() => globalThis.opened.join() === 'V3');
  });

  it('is not shown to an origin the relay was not told of', async () => {
    framed = await Relay.on(await cluster.address('relay'));
    const context = await browser.newContext();
    const host = await context.newPage();
    await framed.start();
    const told = host.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    await host.goto(origin);
    await told;
    assert.equal(await host.frameLocator('iframe').locator('tqc-board').count(), 0);
  });
});
