/** How a task is put into words; the row and the spoken announcement say the same. */
import { exceeded, remaining } from './format.js';
import type { Translator } from './i18n.js';
import type { End } from './store.js';
import type { Task } from './task.js';
import type { Urgency } from './view.js';

/** Messages are often "张三：首次病程记录"; the patient already stands in a column of its own. */
function withoutPatient(message: string, patient: string | null): string {
  if (patient === null || !message.startsWith(patient)) return message;
  const rest = message.slice(patient.length).replace(/^\s*[:：,，]\s*/, '');
  return rest === '' || rest === message.slice(patient.length) ? message : rest;
}

export function what(task: Task): string {
  return task.message === null ? task.title : withoutPatient(task.message, task.patient);
}

/** The second line: the rule's title, unless it is what the first line says already. */
export function detail(task: Task): string | null {
  return what(task) === task.title ? null : task.title;
}

export function countdown(task: Task, urgency: Urgency, now: number, t: Translator): string {
  if (task.dueAt === null) return urgency === 'overdue' ? t('overdue.now') : t('due.none');
  return urgency === 'overdue' ? exceeded(now - task.dueAt, t) : remaining(task.dueAt - now, t);
}

export function outcome(end: End, t: Translator): string {
  return t(`end.${end.status}`);
}

export function reason(end: End, t: Translator): string | null {
  if (end.reason === null) return null;
  const words = end.reason === 'withdrawn' ? t('reason.withdrawn') : end.reason;
  return t('end.reason', { reason: words });
}
