/**
 * How the page comes by its token without it ever standing in a request, a history or a store:
 * from the parent by postMessage, or from the address's fragment, which is wiped at once.
 */
const name = 'token';

/** Takes the token out of the address; null when there is none. */
export function takeFragment(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
): string | null {
  const params = new URLSearchParams(location.hash.replace(/^#/, ''));
  const token = params.get(name);
  if (token === null) return null;
  params.delete(name);
  const rest = params.toString();
  const clean = `${location.pathname}${location.search}${rest === '' ? '' : `#${rest}`}`;
  history.replaceState(null, '', clean);
  return token === '' ? null : token;
}

export interface Message {
  readonly source: unknown;
  readonly origin: string;
  readonly data: unknown;
}

/** The token in a message, if it is one and comes from the parent at an origin allowed to send it. */
export function tokenFrom(message: Message, parent: unknown, origins: readonly string[]): string | null {
  if (message.source !== parent || !origins.includes(message.origin)) return null;
  const { data } = message;
  if (typeof data !== 'object' || data === null) return null;
  const { type, token } = data as { readonly type?: unknown; readonly token?: unknown };
  return type === 'tqc-token' && typeof token === 'string' && token !== '' ? token : null;
}
