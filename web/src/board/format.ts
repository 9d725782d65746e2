/** Times as people on a ward say them. */
import type { Translator } from './i18n.js';

const minuteMs = 60_000;
const hour = 60;

/** Minutes below an hour, hours up to 48, days above. */
function scale(minutes: number): ['minutes' | 'hours' | 'days', number] {
  if (minutes < hour) return ['minutes', minutes];
  if (minutes <= 48 * hour) return ['hours', Math.floor(minutes / hour)];
  return ['days', Math.floor(minutes / (24 * hour))];
}

/**
 * Time left never promises a whole hour or day more than there is. Minutes are rounded up, so that
 * a task just opened for 3 h reads 3 h and not 2.
 */
export function remaining(ms: number, t: Translator): string {
  if (ms <= 0) return t('due.now');
  const [unit, n] = scale(Math.ceil(ms / minuteMs));
  return t(`due.${unit}`, { n });
}

export function exceeded(ms: number, t: Translator): string {
  const minutes = Math.floor(ms / minuteMs);
  if (minutes < 1) return t('overdue.now');
  const [unit, n] = scale(minutes);
  return t(`overdue.${unit}`, { n });
}

export type Zone = string | undefined;

function formatter(t: Translator, zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(t.lang === 'en' ? 'en-GB' : t.lang, {
    ...options,
    ...(zone === undefined ? {} : { timeZone: zone }),
  });
}

const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

/** Formatters cost much more to make than to use, and a ward's board formats hundreds a second. */
export class Times {
  readonly #t: Translator;
  readonly #time: Intl.DateTimeFormat;
  readonly #exact: Intl.DateTimeFormat;
  readonly #date: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;

  constructor(t: Translator, zone: Zone) {
    this.#t = t;
    this.#time = formatter(t, zone, clock);
    this.#exact = formatter(t, zone, { ...clock, second: '2-digit' });
    this.#date = formatter(t, zone, { ...clock, month: 'short', day: 'numeric' });
    this.#day = formatter(t, zone, { year: 'numeric', month: '2-digit', day: '2-digit' });
  }

  exact(at: number): string {
    return this.#exact.format(at);
  }

  /** The deadline, by the name of its day where it has one. */
  deadline(at: number, now: number): string {
    const day = this.#day.format(at);
    const time = this.#time.format(at);
    const dayMs = 24 * hour * minuteMs;
    if (day === this.#day.format(now)) return this.#t('day.today', { time });
    if (day === this.#day.format(now + dayMs)) return this.#t('day.tomorrow', { time });
    if (day === this.#day.format(now - dayMs)) return this.#t('day.yesterday', { time });
    return this.#date.format(at);
  }
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
