/** The page for an iframe: a board filling it, set up by config.json and the address. */
import './board/index.js';
import { pickLang, translator } from './board/i18n.js';
import { takeFragment, tokenFrom } from './handover.js';
import { readConfig } from './page-config.js';
import type { PageConfig } from './page-config.js';

async function configFile(): Promise<unknown> {
  try {
    const response = await fetch('config.json', { cache: 'no-cache', credentials: 'same-origin' });
    return response.ok ? await response.json() : {};
  } catch {
    return {};
  }
}

function tellParent(config: PageConfig, type: 'tqc-ready' | 'tqc-token-needed'): void {
  if (window.parent === window) return;
  for (const origin of config.parents) window.parent.postMessage({ type }, origin);
}

function listen(board: HTMLElementTagNameMap['tqc-board'], config: PageConfig): void {
  window.addEventListener('message', (event) => {
    const token = tokenFrom(event, window.parent === window ? null : window.parent, config.parents);
    if (token === null) return;
    board.messageOrigin = event.origin;
    board.token = token;
  });
  window.addEventListener('hashchange', () => {
    const token = takeFragment(location, history);
    if (token !== null) board.token = token;
  });
  board.addEventListener('tqc-token-needed', () => {
    tellParent(config, 'tqc-token-needed');
  });
}

async function start(): Promise<void> {
  // Before anything else can fail or wait: the address must not keep the token.
  const token = takeFragment(location, history);
  const config = readConfig(await configFile(), new URLSearchParams(location.search));

  const board = document.createElement('tqc-board');
  for (const [name, value] of config.attributes) board.setAttribute(name, value);
  board.setAttribute('heading-level', '1');
  board.relay = config.relay;
  board.token = token;
  const [parent] = config.parents;
  if (parent !== undefined) board.messageOrigin = parent;

  const lang = pickLang(config.attributes.get('lang'), navigator.language);
  document.documentElement.lang = lang;
  document.title = translator(lang)('title');

  listen(board, config);
  document.querySelector('main')?.append(board);
  tellParent(config, 'tqc-ready');
}

void start();
