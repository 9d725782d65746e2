/** What a screen reader is told. A burst is told as a number, not read out for minutes. */
import type { Translator } from './i18n.js';
import type { News } from './store.js';
import type { Task } from './task.js';
import { what } from './wording.js';

const order: readonly News['kind'][] = ['overdue', 'reminded', 'opened', 'cancelled', 'closed'];
const most = 3;

function name(task: Task, t: Translator): string {
  const bed = task.bed === null ? null : t('bed', { bed: task.bed });
  return [bed, task.patient ?? task.subject, what(task)].filter((part) => part).join(' ');
}

export function announcement(news: readonly News[], t: Translator): string {
  const sentences = order.flatMap((kind) => {
    const told = news.filter((item) => item.kind === kind);
    if (told.length > most) return [t(`news.many.${kind}`, { n: told.length })];
    return told.map((item) => t(`news.${kind}`, { task: name(item.task, t) }));
  });
  return sentences.join(t.lang === 'en' ? '. ' : '；');
}

/** Long enough for a burst to be one announcement, too short to be noticed. */
const gatherMs = 300;

export class Speech {
  #heard: News[] = [];
  readonly #say: (news: readonly News[]) => void;

  constructor(say: (news: readonly News[]) => void) {
    this.#say = say;
  }

  hear(news: readonly News[]): void {
    if (this.#heard.length === 0) {
      setTimeout(() => {
        const heard = this.#heard;
        this.#heard = [];
        this.#say(heard);
      }, gatherMs);
    }
    this.#heard.push(...news);
  }
}
