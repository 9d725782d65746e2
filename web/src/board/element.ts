/**
 * `<tqc-board>`: the live list of the tasks of whoever the token names. Attributes, properties,
 * events and messages are described in web/README.md.
 */
import { LitElement, html, nothing, svg } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { Speech, announcement } from './announce.js';
import { browserParts } from './connection.js';
import { endpoint } from './endpoint.js';
import { Times, isZone } from './format.js';
import { notice, renderHead } from './head.js';
import { pickLang, translator } from './i18n.js';
import type { Translator } from './i18n.js';
import { Leaving } from './leaving.js';
import { linkTo, originOf } from './link.js';
import { Roving } from './roving.js';
import { renderRow } from './row.js';
import { rowStyles } from './row-styles.js';
import { Session } from './session.js';
import { styles } from './styles.js';
import type { Task } from './task.js';
import { theme } from './theme.js';
import { view } from './view.js';
import type { Filter, View } from './view.js';

const tick = svg`<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9.5" /><path d="m8 12.4 2.8 2.8L16.2 9.5" /></svg>`;

const frameMs = 16;

export class TqcBoard extends LitElement {
  static override styles = [theme, styles, rowStyles];

  static override properties = {
    token: { attribute: false },
    relay: {},
    lang: { reflect: true },
    linkTemplate: { attribute: 'link-template' },
    linkTarget: { attribute: 'link-target' },
    messageOrigin: { attribute: 'message-origin' },
    ward: {},
    timeZone: { attribute: 'time-zone' },
    linger: { type: Number },
    headingLevel: { attribute: 'heading-level', type: Number },
    filter: { state: true },
    said: { state: true },
  };

  declare token: string | null;
  declare relay: string | null;
  declare lang: string;
  declare linkTemplate: string | null;
  declare linkTarget: string;
  declare messageOrigin: string | null;
  declare ward: string | null;
  declare timeZone: string | null;
  declare linger: number;
  declare headingLevel: number;
  declare private filter: Filter;
  declare private said: string;

  readonly #session = new Session(
    {
      changed: () => {
        this.#changed();
      },
      told: (news) => {
        this.#speech.hear(news);
      },
    },
    browserParts(),
  );
  readonly #roving = new Roving(
    () => this.renderRoot,
    () => this.shadowRoot?.activeElement ?? null,
    () => {
      this.requestUpdate();
    },
  );
  readonly #speech = new Speech((news) => {
    this.said = announcement(news, this.#t);
  });
  readonly #leaving = new Leaving((ids) => {
    this.#session.release(ids);
  });
  #drawn = { at: -Infinity, took: 0 };
  #timer: ReturnType<typeof setTimeout> | null = null;
  #phase = 'idle';
  #times: Times | null = null;
  #timesKey = '';
  #stop: number | null = null;

  constructor() {
    super();
    this.token = null;
    this.relay = null;
    this.linkTemplate = null;
    this.linkTarget = '_top';
    this.messageOrigin = null;
    this.ward = null;
    this.timeZone = null;
    this.linger = 8;
    this.headingLevel = 2;
    this.filter = { ward: '', search: '', show: 'all' };
    this.said = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('online', this.#online);
    document.addEventListener('visibilitychange', this.#visible);
    if (this.hasUpdated) this.#connect();
    this.#tick();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('online', this.#online);
    document.removeEventListener('visibilitychange', this.#visible);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#session.disconnect();
  }

  readonly #online = (): void => {
    this.#session.hurry();
  };

  readonly #visible = (): void => {
    if (document.visibilityState === 'visible') this.requestUpdate();
  };

  #connect(): void {
    const url = endpoint(this.relay, document.baseURI);
    if (this.token === null || this.token === '' || url === null) this.#session.forget();
    else this.#session.connect({ url, token: this.token });
  }

  #changed(): void {
    const { link } = this.#session;
    if (link.phase !== this.#phase) {
      const lost = this.#phase === 'live';
      const back = link.phase === 'live' && this.#phase !== 'idle' && this.hasUpdated;
      this.#phase = link.phase;
      this.#emit('tqc-status', { phase: link.phase, live: link.phase === 'live' });
      if (link.phase === 'stopped' && link.why === 'signin') this.#emit('tqc-token-needed', {});
      if (lost && link.phase !== 'idle') this.said = this.#notice() ?? '';
      else if (back && this.#session.board.complete) this.said = this.#t('link.restored');
    }
    this.requestUpdate();
  }

  #emit(name: string, detail: unknown, cancelable = false): boolean {
    return this.dispatchEvent(
      new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }),
    );
  }

  get #t(): Translator {
    const around = this.closest('[lang]')?.getAttribute('lang');
    return translator(pickLang(this.lang, around, document.documentElement.lang, navigator.language));
  }

  #formats(t: Translator): Times {
    const zone = this.timeZone !== null && isZone(this.timeZone) ? this.timeZone : undefined;
    const key = `${t.lang} ${zone ?? ''}`;
    if (this.#times === null || key !== this.#timesKey) {
      this.#times = new Times(t, zone);
      this.#timesKey = key;
    }
    return this.#times;
  }

  #notice(): string | null {
    const t = this.#t;
    return notice(this.#session.link, this.#session.lastLive, t, this.#formats(t));
  }

  #tick(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (document.visibilityState === 'visible') this.requestUpdate();
      this.#tick();
    }, this.#session.clock.tick());
  }

  readonly #open = (event: Event, task: Task, href: string | null): void => {
    const detail = { task: task.raw, href };
    if (!this.#emit('tqc-open', detail, true)) {
      event.preventDefault();
      return;
    }
    const origin = originOf(this.messageOrigin);
    if (origin !== null && window.parent !== window) {
      window.parent.postMessage({ type: 'tqc-open', ...detail }, origin);
    }
  };

  /**
   * A burst comes as many frames, and drawing thousands of rows for each would take longer than the
   * burst. What comes after a pause is drawn at once, what comes soon after a drawing waits for
   * three times as long as that took.
   */
  protected override async scheduleUpdate(): Promise<void> {
    const wait = this.#drawn.at + this.#drawn.took * 3 + frameMs - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const from = performance.now();
    void super.scheduleUpdate();
    const at = performance.now();
    this.#drawn = { at, took: at - from };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('token') || changed.has('relay')) this.#connect();
    if (changed.has('ward')) this.filter = { ...this.filter, ward: this.ward ?? '' };
    this.#leaving.follow(this.#session.board, this.linger * 1000);
    this.#roving.hold();
  }

  protected override updated(): void {
    this.#roving.restore(this.#stop);
  }

  protected override render(): TemplateResult {
    const t = this.#t;
    const { clock, board, link } = this.#session;
    const shown = view(board, this.filter, clock.now(), clock.speed);
    const note = this.#notice();
    return html`<section class="board" lang=${t.lang} aria-label=${t('title')}>
      ${renderHead({
        t,
        link,
        level: this.headingLevel,
        view: shown,
        filter: this.filter,
        fixedWard: this.ward !== null && this.ward !== '',
        choose: (change) => {
          this.filter = { ...this.filter, ...change };
        },
      })}
      ${note === null
        ? nothing
        : html`<p class=${link.phase === 'stopped' ? 'notice stopped' : 'notice'}>${note}</p>`}
      <div class="unseen" role="status" aria-live="polite">${this.said}</div>
      ${shown.rows.length > 0 ? this.#list(shown, t) : this.#empty(board.rows.size > 0, t)}
    </section>`;
  }

  #list(shown: View, t: Translator): TemplateResult {
    const { clock } = this.#session;
    const running = shown.rows.filter(({ row }) => row.end === null).map(({ row }) => row.task.id);
    this.#stop = this.#roving.stop(running);
    const context = {
      t,
      times: this.#formats(t),
      now: clock.now(),
      stop: this.#stop,
      leaving: this.#leaving.ids,
      target: this.linkTarget,
      href: (task: Task) => linkTo(this.linkTemplate, task, document.baseURI),
      open: this.#open,
    };
    return html`<ul
      class="rows"
      role="list"
      aria-label=${t('list')}
      @keydown=${this.#roving.onKey}
      @focusin=${this.#roving.onFocus}
    >
      ${repeat(
        shown.rows,
        ({ row }) => row.task.id,
        (item) => renderRow(item, context),
      )}
    </ul>`;
  }

  #empty(filtered: boolean, t: Translator): TemplateResult | typeof nothing {
    if (filtered) return html`<p class="empty"><strong>${t('empty.filtered')}</strong></p>`;
    if (!this.#session.board.complete) {
      const { phase } = this.#session.link;
      const reading = phase === 'connecting' || phase === 'live';
      return reading ? html`<p class="empty">${t('empty.loading')}</p>` : nothing;
    }
    return html`<p class="empty">${tick}<strong>${t('empty')}</strong>${t('empty.hint')}</p>`;
  }
}
