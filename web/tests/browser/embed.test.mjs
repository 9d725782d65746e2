// The board inside somebody else's page: the hand-over of the token, and of the task clicked.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { until } from './until.mjs';
import { Visit, launch, wardRelay } from './world.mjs';

let browser;
let relay;
let emr;
let visit;

before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Serves one page of the EMR, made from the origin it is served at. */
async function serveEmr(page) {
  emr = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const answer = request.url === '/' ? page(`http://${request.headers.host}`) : `<title>${request.url}</title>`;
    response.end(`<!doctype html>${answer}`);
  });
  await new Promise((resolve) => emr.listen(0, '127.0.0.1', resolve));
  visit = await Visit.open(browser, `http://localhost:${emr.address().port}/`);
  return visit.page;
}

const heard = () => visit.page.evaluate(() => globalThis.heard);
const kinds = async () => (await heard()).map((message) => message.type);

const listening = (token) => `<script>
  window.heard = [];
  addEventListener('message', (event) => {
    heard.push({ origin: event.origin, ...event.data });
    if (event.data.type !== 'tqc-open') event.source.postMessage({ type: 'tqc-token', token: ${token} }, event.origin);
  });
</script>`;

beforeEach(async () => {
  relay = await wardRelay();
});
afterEach(async () => {
  await visit.close();
  emr.closeAllConnections();
  await new Promise((resolve) => emr.close(resolve));
  await relay.stop();
});

describe('the page in an iframe', () => {
  const iframe = (query) => `<title>EMR</title><iframe src="${relay.url}/?${query}" width="360" height="600"></iframe>`;

  it('takes the token from its parent and hands it the task clicked', async () => {
    const page = await serveEmr((origin) => listening('"a.b.c"') + iframe(`parent=${origin}`));
    const frame = page.frameLocator('iframe');
    await frame.locator('[data-task="103"]').click();
    await until(kinds, ['tqc-ready', 'tqc-open']);
    const [, opened] = await heard();
    assert.equal(opened.origin, relay.url);
    assert.equal(opened.task.subject, 'V1002');
    assert.equal(opened.href, null);
  });

  it('asks its parent for a fresh token when the old one has expired', async () => {
    const token = 'heard.length === 1 ? "expired" : "a.b.c"';
    const page = await serveEmr((origin) => listening(token) + iframe(`parent=${origin}`));
    await page.frameLocator('iframe').locator('[data-task="103"]').waitFor();
    assert.deepEqual(await kinds(), ['tqc-ready', 'tqc-token-needed']);
  });

  it('takes nothing from a parent that is not allowed', async () => {
    const page = await serveEmr(() => `${listening('"a.b.c"')}${iframe('parent=https://emr.example')}`);
    const frame = page.frameLocator('iframe');
    await frame.getByText('等待登录').waitFor();
    await page.evaluate(() => {
      document.querySelector('iframe').contentWindow.postMessage({ type: 'tqc-token', token: 'a.b.c' }, '*');
    });
    // What is posted after it is handled after it: once the second is there, the first was refused.
    await page.frames()[1].evaluate(
      () =>
        new Promise((resolve) => {
          addEventListener('message', resolve, { once: true });
          postMessage('', '*');
        }),
    );
    await frame.getByText('等待登录').waitFor();
    assert.deepEqual(await kinds(), []);
    assert.equal(relay.received.length, 0);
  });

  it('leads the whole window to the place in the EMR', async () => {
    const page = await serveEmr((origin) =>
      iframe(`link-template=${encodeURIComponent(`${origin}/visit/{subject}?doc={rule}&task={id}`)}#token=a.b.c`),
    );
    await page.frameLocator('iframe').locator('[data-task="103"]').click();
    await page.waitForURL('**/visit/V1002?doc=consult-reply&task=103');
  });
});

describe('the element in a page', () => {
  const board = (attributes = '', script = '') => `<html lang="en"><title>EMR</title>
    <script type="module">
      window.opened = [];
      const board = document.querySelector('tqc-board');
      board.addEventListener('tqc-open', (event) => { opened.push(event.detail); ${script} });
      board.token = 'a.b.c';
    </script>
    <script type="module" src="${relay.url}/tqc-board.js" crossorigin></script>
    <tqc-board relay="${relay.url}" ${attributes}></tqc-board></html>`;

  it('tells of the task by an event, on Enter as on a click', async () => {
    const page = await serveEmr(() => board());
    await page.locator('[data-task="101"]').focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-task="102"]').click();
    const opened = await page.evaluate(() => globalThis.opened);
    assert.deepEqual(
      opened.map(({ task }) => task.id),
      [101, 102],
    );
  });

  it('leaves the way to the page when the page wants it', async () => {
    const page = await serveEmr(() => board('link-template="/visit/{subject}"', 'event.preventDefault();'));
    await page.locator('[data-task="101"]').click();
    const [opened] = await page.evaluate(() => globalThis.opened);
    assert.equal(new URL(opened.href).pathname, '/visit/V1000');
    assert.equal(new URL(page.url()).pathname, '/');
  });

  it('shows one ward when it is given one, in the language of the page', async () => {
    const page = await serveEmr(() => board('ward="W5"'));
    await page.getByText('due in 3 h').waitFor();
    await until(() => visit.ids(), [106, 108, 110, 111]);
    assert.equal(await page.locator('select').count(), 0);
  });

  it('goes on when it is moved within the page, and ends when it is taken out', async () => {
    const page = await serveEmr(() => board());
    await visit.row(101).waitFor();
    await page.evaluate(() => {
      const section = document.body.appendChild(document.createElement('section'));
      section.append(document.querySelector('tqc-board'));
    });
    relay.push('closed', { id: 101, status: 'met' });
    await visit.row(101).locator('s').waitFor();
    await page.evaluate(() => document.querySelector('tqc-board').remove());
    await until(() => relay.connected, 0);
  });
});
