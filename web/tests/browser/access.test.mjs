// For everybody: by keyboard, with a screen reader, with little room, with little motion.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { text, until } from './until.mjs';
import { Visit, launch, now, wardRelay } from './world.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

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

async function open(options = {}, query = '') {
  visit = await Visit.open(browser, `${relay.url}/${query}#token=a.b.c`, options);
  await visit.row(101).waitFor();
  return visit.page;
}

const focused = () =>
  visit.page.evaluate(() => Number(document.activeElement?.shadowRoot?.activeElement?.dataset.task));

/** Every rule of axe, best practices too. The page's policy lets no script in but its own, so it is evaluated. */
async function violations() {
  await visit.page.evaluate(axe);
  const found = await visit.page.evaluate(() => globalThis.axe.run(document));
  assert.ok(found.passes.length > 20, 'axe has looked');
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

async function everyKindOfRow() {
  relay.push('reminded', { id: 103, step: 'reminder-1' });
  relay.push('closed', { id: 104, status: 'met' });
  relay.push('cancelled', { id: 105, status: 'cancelled', reason: '取消手术' });
  await visit.row(105).locator('s').waitFor();
}

describe('axe finds nothing', () => {
  for (const locale of ['zh-CN', 'en-GB']) {
    for (const colorScheme of ['light', 'dark']) {
      for (const width of [360, 1280]) {
        it(`in ${locale}, ${colorScheme}, ${width} px`, async () => {
          // Without motion, so that no colour is caught half-way.
          const viewport = { width, height: 800 };
          await open({ locale, colorScheme, viewport, reducedMotion: 'reduce' });
          await everyKindOfRow();
          assert.deepEqual(await violations(), []);
        });
      }
    }
  }

  it('with links, with nothing to show, and without connection', async () => {
    const page = await open({ reducedMotion: 'reduce' }, '?link-template=/visit/{subject}');
    assert.deepEqual(await violations(), []);
    await page.getByRole('searchbox').fill('nobody');
    await page.getByText('没有符合筛选条件的任务').waitFor();
    await relay.stop();
    await page.locator('.notice').waitFor();
    assert.deepEqual(await violations(), []);
    await relay.start();
  });
});

describe('by keyboard', () => {
  it('the list is one stop, and the arrows move within it', async () => {
    const page = await open();
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 101);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 103);
    await page.keyboard.press('End');
    assert.equal(await focused(), 112);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(), 101);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 102);
  });

  it('the focus stays with its task when the order changes', async () => {
    const page = await open();
    await page.locator('[data-task="106"]').focus();
    relay.push('changed', { id: 106, due_at: new Date(now + 60_000).toISOString() });
    await until(async () => (await visit.ids()).indexOf(106), 2);
    assert.equal(await focused(), 106);
    relay.push('changed', { id: 106, due_at: new Date(now + 99 * 3_600_000).toISOString() });
    await until(async () => (await visit.ids()).indexOf(106), 10);
    assert.equal(await focused(), 106);
  });

  it('the focus goes to the next task when its own is done', async () => {
    const page = await open();
    await page.locator('[data-task="103"]').focus();
    relay.push('closed', { id: 103, status: 'met' });
    await visit.row(103).locator('s').waitFor();
    await until(focused, 104);
  });
});

describe('for a screen reader', () => {
  it('a list of items, each named by when, where, who and what', async () => {
    const page = await open();
    const list = page.getByRole('list', { name: '待办任务，最紧急的在前' });
    assert.equal(await list.getByRole('listitem').count(), 12);
    await list.getByRole('button', { name: '18分钟后超时, 03床, 李秀英, 会诊意见（心内科）' }).waitFor();
  });

  it('a burst is told as a number', async () => {
    await open();
    const news = Array.from({ length: 5 }, (_, n) => n + 106);
    for (const id of news) relay.push('overdue', { id, status: 'overdue' });
    await text(visit.said(), '5项任务已超时');
  });
});

describe('at every size', () => {
  for (const width of [320, 360, 768, 1920, 3840]) {
    it(`nothing is cut off at ${width} px`, async () => {
      const page = await open({ viewport: { width, height: 900 } });
      await everyKindOfRow();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${wide} px wide`);
      const cut = await page.locator('.board *:not(input, select)').evaluateAll((all) =>
        all
          .filter(({ clientWidth, scrollWidth }) => clientWidth > 1 && scrollWidth > clientWidth + 1)
          .map((element) => `${element.className}: ${element.textContent}`),
      );
      assert.deepEqual(cut, []);
    });
  }

  it('is larger on a wall', async () => {
    const page = await open({ viewport: { width: 1920, height: 1080 } });
    const size = await page.locator('.left').first().evaluate((left) => parseFloat(getComputedStyle(left).fontSize));
    assert.ok(size >= 20, `${size} px`);
  });
});

describe('with reduced motion', () => {
  it('nothing moves, and what is done still goes', async () => {
    await open({ reducedMotion: 'reduce' }, '?linger=1');
    relay.push('reminded', { id: 103, step: 'reminder-1' });
    const cue = visit.row(103).locator('.cue');
    await cue.waitFor();
    assert.equal(await cue.evaluate((chip) => getComputedStyle(chip).animationName), 'none');
    relay.push('closed', { id: 104, status: 'met' });
    await visit.row(104).waitFor({ state: 'detached' });
  });
});
