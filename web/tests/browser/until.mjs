/** Waits until a condition holds, by asking again; the value it last had goes into the error. */
import { isDeepStrictEqual } from 'node:util';

const limitMs = 10_000;

export async function until(look, expected) {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const value = await look();
    if (isDeepStrictEqual(value, expected)) return;
    if (Date.now() > deadline) {
      throw new Error(`expected ${JSON.stringify(expected)}, still ${JSON.stringify(value)}`);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export const text = (locator, words) => locator.filter({ hasText: words }).waitFor({ timeout: limitMs, state: 'attached' });
