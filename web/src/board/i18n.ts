import en from './messages/en.json';
import zh from './messages/zh-CN.json';

export type Key = keyof typeof zh;
export type Lang = 'zh-CN' | 'en';
export type Values = Readonly<Record<string, string | number>>;

export interface Translator {
  (key: Key, values?: Values): string;
  readonly lang: Lang;
}

// Assigning both to one type makes a missing key a type error as well.
const messages: Readonly<Record<Lang, Readonly<Record<Key, string>>>> = { 'zh-CN': zh, en };

/** The first language asked for that the board speaks; every Chinese is answered in zh-CN. */
export function pickLang(...wanted: readonly (string | null | undefined)[]): Lang {
  for (const tag of wanted) {
    const primary = tag?.toLowerCase().split('-')[0];
    if (primary === 'zh') return 'zh-CN';
    if (primary === 'en') return 'en';
  }
  return 'zh-CN';
}

function fill(message: string, values: Values): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

function make(lang: Lang): Translator {
  const translate = (key: Key, values: Values = {}): string => fill(messages[lang][key], values);
  return Object.assign(translate, { lang });
}

const translators: Readonly<Record<Lang, Translator>> = { 'zh-CN': make('zh-CN'), en: make('en') };

export function translator(lang: Lang): Translator {
  return translators[lang];
}
