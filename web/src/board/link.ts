/** The place in the EMR where a task is done, from a template such as `https://emr/visit/{subject}`. */
import type { Task } from './task.js';

function values(task: Task): ReadonlyMap<string, string> {
  const fields: Readonly<Record<string, string>> = {
    id: String(task.id),
    task: String(task.id),
    rule: task.rule,
    subject: task.subject,
    site: task.site,
    patient: task.patient ?? '',
    ward: task.ward ?? '',
    bed: task.bed ?? '',
    status: task.status,
  };
  return new Map(Object.entries(fields));
}

/** `.` and `..` stay as they are when encoded, and would climb out of the path they were put in. */
const climbing = /^\.{1,2}$/;
const placeholder = /\{(\w+)\}/g;

/**
 * Null when there is no template, when it names what a task does not have, or when what comes out
 * is not a web address: a link must not become a script, nor lead elsewhere than was written.
 */
export function linkTo(template: string | null, task: Task, base: string): string | null {
  if (template === null || template.trim() === '') return null;
  const known = values(task);
  const usable = (name: string): boolean => !climbing.test(known.get(name) ?? '..');
  if (![...template.matchAll(placeholder)].every(([, name]) => usable(name ?? ''))) return null;
  const filled = template
    .trim()
    .replace(placeholder, (_, name: string) => encodeURIComponent(known.get(name) ?? ''));
  try {
    const url = new URL(filled, base);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

/** An origin exactly as browsers write it, or null; `*` is none. */
export function originOf(value: string | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  try {
    const url = new URL(value);
    const web = url.protocol === 'https:' || url.protocol === 'http:';
    return web ? url.origin : null;
  } catch {
    return null;
  }
}
