/** Chromium, the built page, and a development relay whose clock stands at a known instant. */
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { DevRelay } from '../../dev/relay.mjs';
import { ward } from '../../dev/ward.mjs';

export const now = Date.parse('2026-01-05T02:00:00Z');
export const tasks = ward(now);
export const dist = fileURLToPath(new URL('../../dist', import.meta.url));

// Only quiets Chromium: no service of its own is wanted, and CI machines have no GPU.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch() {
  return chromium.launch({ executablePath: process.env['TQC_CHROMIUM'] ?? '/usr/bin/chromium', args });
}

/** A page, with everything that went wrong in it and every request it made. */
export class Visit {
  errors = [];
  requests = [];

  static async open(browser, address, options = {}) {
    const visit = new Visit();
    visit.context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      ...options,
    });
    visit.page = await visit.context.newPage();
    visit.page.on('console', (message) => {
      if (message.type() === 'error') visit.errors.push(message.text());
    });
    visit.page.on('pageerror', (error) => visit.errors.push(error.message));
    visit.page.on('request', (request) => visit.requests.push(request.url()));
    await visit.page.goto(address);
    return visit;
  }

  row(id) {
    return this.page.locator(`li.row[data-id="${id}"]`);
  }

  ids() {
    return this.page.locator('li.row').evaluateAll((rows) => rows.map((row) => Number(row.dataset.id)));
  }

  said() {
    return this.page.locator('[role=status]');
  }

  close() {
    return this.context.close();
  }
}

/** A relay with the twelve tasks of the ward. */
export async function wardRelay(options = {}) {
  const relay = await new DevRelay({ folder: dist, now, speed: 0, ...options }).start();
  for (const task of tasks) relay.push('opened', task);
  return relay;
}
