/**
 * How the page is set up. `config.json` beside it is the administrator's word; the address may only
 * choose what that leaves open. Where the token goes (`relay`) is never chosen by the address.
 */
import { originOf } from './board/link.js';

export interface PageConfig {
  readonly relay: string | null;
  readonly parents: readonly string[];
  readonly attributes: ReadonlyMap<string, string>;
}

/** What the element calls it, by the name in `config.json` and in the query. */
const passed = ['lang', 'link-template', 'link-target', 'ward', 'time-zone', 'theme', 'linger'];

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is string => typeof item === 'string');
}

export function readConfig(file: unknown, query: URLSearchParams): PageConfig {
  const fixed: Readonly<Record<string, unknown>> =
    typeof file === 'object' && file !== null ? (file as Record<string, unknown>) : {};
  const attributes = new Map<string, string>();
  for (const key of passed) {
    const value = fixed[key] ?? query.get(key);
    if (typeof value === 'string' || typeof value === 'number') attributes.set(key, String(value));
  }
  const named = 'parent' in fixed ? texts(fixed['parent']) : query.getAll('parent');
  const parents = named.map(originOf).filter((origin): origin is string => origin !== null);
  return { relay: texts(fixed['relay'])[0] ?? null, parents, attributes };
}
