/** One task on the board. Everything is text: Lit escapes it, and nothing here goes around Lit. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { Times } from './format.js';
import type { Translator } from './i18n.js';
import type { End, Row } from './store.js';
import type { Task } from './task.js';
import type { Shown } from './view.js';
import { countdown, detail, outcome, reason, what } from './wording.js';

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

function who(task: Task, t: Translator): TemplateResult {
  const where = [task.ward, task.doctor].filter((part) => part !== null).join(' · ');
  return html`<span class="who">
    ${task.bed === null ? nothing : html`<span class="bed">${t('bed', { bed: task.bed })}</span>`}
    <span class="patient">${task.patient ?? task.subject}</span>
    ${where === '' ? nothing : html`<span class="where">${where}</span>`}
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

function rule(task: Task): TemplateResult | typeof nothing {
  const second = detail(task);
  return second === null ? nothing : html`<span class="rule">${second}</span>`;
}

function runningRow({ row, urgency }: Shown, context: RowContext): TemplateResult {
  const { task } = row;
  const { t, now } = context;
  const left = countdown(task, urgency, now, t);
  const bed = task.bed === null ? null : t('bed', { bed: task.bed });
  const label = [left, bed, task.patient ?? task.subject, what(task)].filter(Boolean).join(', ');
  return html`<li class="row" data-urgency=${urgency} data-id=${task.id} data-status=${task.status}>
    <span class="when">
      <strong class="left">${left}</strong>
      <span class="due">${due(task, context)}</span>
    </span>
    ${who(task, t)}
    <span class="what">
      ${action(task, label, context)} ${rule(task)}
    </span>
    <span class="mark">${cue(row, t)}</span>
  </li>`;
}

function endedRow(task: Task, end: End, context: RowContext): TemplateResult {
  const { t } = context;
  const why = reason(end, t);
  const leaving = context.leaving.has(task.id);
  return html`<li
    class=${leaving ? 'row leaving' : 'row'}
    data-urgency="ended"
    data-id=${task.id}
    data-status=${end.status}
  >
    <span class="when">
      <strong class="left">${outcome(end, t)}</strong>
      <span class="due">${due(task, context)}</span>
    </span>
    ${who(task, t)}
    <span class="what"><s class="open">${what(task)}</s> ${rule(task)}</span>
    <span class="mark">${why === null ? nothing : html`<span class="why">${why}</span>`}</span>
  </li>`;
}

export function renderRow(shown: Shown, context: RowContext): TemplateResult {
  const { task, end } = shown.row;
  return end === null ? runningRow(shown, context) : endedRow(task, end, context);
}
