/** Above the list: the name, whether it is live, the counts, and the filters. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Link } from './connection.js';
import type { Times } from './format.js';
import type { Translator } from './i18n.js';
import type { Filter, Show, View } from './view.js';

export interface HeadContext {
  readonly t: Translator;
  readonly link: Link;
  readonly level: number;
  readonly view: View;
  readonly filter: Filter;
  /** The ward is given from outside, and not to be chosen. */
  readonly fixedWard: boolean;
  readonly choose: (change: Partial<Filter>) => void;
}

function sign(link: Link, t: Translator): string {
  if (link.phase === 'live') return t('link.live');
  return link.phase === 'idle' ? t('link.idle') : t('link.connecting');
}

function count(show: Show, n: number, { t, filter, choose }: HeadContext): TemplateResult {
  const pressed = filter.show === show;
  return html`<button
    type="button"
    class=${n > 0 ? 'count some' : 'count'}
    data-show=${show}
    aria-pressed=${pressed ? 'true' : 'false'}
    @click=${() => {
      choose({ show: pressed ? 'all' : show });
    }}
  >
    <b>${n}</b> <span>${t(`count.${show}`)}</span>
  </button>`;
}

function wards({ t, view, filter, fixedWard, choose }: HeadContext): TemplateResult | typeof nothing {
  if (fixedWard || (view.wards.length < 2 && filter.ward === '')) return nothing;
  const known = filter.ward === '' || view.wards.includes(filter.ward);
  const names = known ? view.wards : [...view.wards, filter.ward];
  return html`<select
    aria-label=${t('filter.ward')}
    .value=${filter.ward}
    @change=${(event: Event) => {
      choose({ ward: (event.target as HTMLSelectElement).value });
    }}
  >
    <option value="" ?selected=${filter.ward === ''}>${t('filter.ward.all')}</option>
    ${names.map((ward) => html`<option value=${ward} ?selected=${ward === filter.ward}>${ward}</option>`)}
  </select>`;
}

function filters(context: HeadContext): TemplateResult {
  const { t, filter, choose } = context;
  return html`<div class="filters" role="search" aria-label=${t('filter.label')}>
    ${wards(context)}
    <input
      type="search"
      autocomplete="off"
      aria-label=${t('filter.search')}
      placeholder=${t('filter.search')}
      .value=${filter.search}
      @input=${(event: Event) => {
        choose({ search: (event.target as HTMLInputElement).value });
      }}
    />
  </div>`;
}

export function renderHead(context: HeadContext): TemplateResult {
  const { t, link, level, view } = context;
  return html`<div class="head">
    <div class="title">
      <div class="name" role="heading" aria-level=${level}>${t('title')}</div>
      ${link.phase === 'waiting' || link.phase === 'stale' || link.phase === 'stopped'
        ? nothing
        : html`<span class="link" data-phase=${link.phase}
            ><span class="dot" aria-hidden="true"></span>${sign(link, t)}</span
          >`}
    </div>
    <div class="counts">
      ${count('all', view.counts.open, context)} ${count('overdue', view.counts.overdue, context)}
      ${count('soon', view.counts.soon, context)}
    </div>
    ${filters(context)}
  </div>`;
}

/** The plain sign that what is shown may be old; null while it is live or on its first way there. */
export function notice(link: Link, lastLive: number | null, t: Translator, times: Times): string | null {
  const time = lastLive === null ? null : times.exact(lastLive);
  if (link.phase === 'stopped') {
    const why = link.why === 'signin' ? t('link.signin') : t('link.refused', { code: link.code });
    return time === null ? why : `${why} ${t('link.stopped', { time })}`;
  }
  if (link.phase === 'live' || link.phase === 'idle') return null;
  if (link.phase === 'stale') return time === null ? t('link.unreached') : t('link.stale', { time });
  if (time !== null) return t('link.lost', { time });
  return link.phase === 'waiting' ? t('link.unreached') : null;
}
