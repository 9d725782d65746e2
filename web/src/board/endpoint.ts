/** The relay's WebSocket address from what was configured, relative to the page. */
export function endpoint(configured: string | null, base: string): string | null {
  try {
    const url = new URL(configured ?? '/', base);
    if (url.protocol === 'https:') url.protocol = 'wss:';
    if (url.protocol === 'http:') url.protocol = 'ws:';
    if (url.protocol !== 'wss:' && url.protocol !== 'ws:') return null;
    // A token never travels in an address, and a fragment is an error to WebSocket.
    url.hash = '';
    return url.href;
  } catch {
    return null;
  }
}
