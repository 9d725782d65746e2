/** One task on the board. Everything is text: Lit escapes it, and nothing here goes around Lit. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { Times } from './format.js';
import type { Translator } from './i18n.js';
import type { Row } from './store.js';
import type { Task } from './task.js';
import type { Shown } from './view.js';
import { countdown, detail, outcome, what } from './wording.js';

export interface RowContext {
  readonly t: Translator;
  readonly times: Times;
  readonly now: number;
  /** The task that carries the list's one tab stop. */
  readonly stop: number | null;
  readonly leaving: ReadonlySet<number>;
  readonly target: string;
  readonly href: (task: Task) => string | null;
  readonly open: (event: Event, task: Task, href: string | null) => void;
}

function place(task: Task, t: Translator): TemplateResult {
  return html`<span class="place">
    ${task.bed === null ? nothing : html`<span class="bed">${t('bed', { bed: task.bed })}</span>`}
    ${task.ward === null ? nothing : html`<span class="ward">${task.ward}</span>`}
  </span>`;
}

function who(task: Task, t: Translator): TemplateResult {
  return html`<span class="who">
    ${place(task, t)}
    <span class="patient">${task.patient ?? task.subject}</span>
    ${task.doctor === null ? nothing : html`<span class="doctor">${task.doctor}</span>`}
  </span>`;
}

function cue(row: Row, t: Translator): TemplateResult | typeof nothing {
  if (row.cue === null) return nothing;
  const { kind, seq } = row.cue;
  return html`${keyed(seq, html`<span class="cue" data-cue=${kind}>${t(`cue.${kind}`)}</span>`)}`;
}

function action(task: Task, label: string, context: RowContext): TemplateResult {
  const href = context.href(task);
  const stop = context.stop === task.id ? 0 : -1;
  const click = (event: Event): void => {
    context.open(event, task, href);
  };
  return href === null
    ? html`<button type="button" class="open" data-task=${task.id} tabindex=${stop} aria-label=${label} @click=${click}>
        ${what(task)}
      </button>`
    : html`<a
        class="open"
        href=${href}
        target=${context.target}
        rel="noopener noreferrer"
        data-task=${task.id}
        tabindex=${stop}
        aria-label=${label}
        @click=${click}
        >${what(task)}</a
      >`;
}

function due(task: Task, context: RowContext): string | typeof nothing {
  if (task.dueAt === null) return nothing;
  const { t, times, now } = context;
  return t('deadline', { time: times.deadline(task.dueAt, now) });
}

function runningRow({ row, urgency }: Shown, context: RowContext): TemplateResult {
  const { task } = row;
  const { t, now } = context;
  const left = countdown(task, urgency, now, t);
  const bed = task.bed === null ? null : t('bed', { bed: task.bed });
  const label = [left, bed, task.patient ?? task.subject, what(task)].filter(Boolean).join(', ');
  const second = detail(task);
  return html`<li class="row" data-urgency=${urgency} data-id=${task.id} data-status=${task.status}>
    <span class="when">
      <strong class="left">${left}</strong>
      <span class="due">${due(task, context)}</span>
    </span>
    ${who(task, t)}
    <span class="what">
      ${action(task, label, context)}
      ${second === null ? nothing : html`<span class="rule">${second}</span>`}
    </span>
    <span class="mark">${cue(row, t)}</span>
  </li>`;
}

function endedRow({ row }: Shown, context: RowContext): TemplateResult {
  const { task, end } = row;
  const { t } = context;
  const leaving = context.leaving.has(task.id);
  return html`<li
    class=${leaving ? 'row leaving' : 'row'}
    data-urgency="ended"
    data-id=${task.id}
    data-status=${end?.status ?? task.status}
  >
    <span class="when"><span class="due">${due(task, context)}</span></span>
    ${who(task, t)}
    <span class="what"><s class="open">${what(task)}</s></span>
    <span class="mark">${end === null ? nothing : html`<span class="end">${outcome(end, t)}</span>`}</span>
  </li>`;
}

export function renderRow(shown: Shown, context: RowContext): TemplateResult {
  return shown.row.end === null ? runningRow(shown, context) : endedRow(shown, context);
}
