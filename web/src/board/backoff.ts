/**
 * Exponential backoff with full jitter: after a restart of the relay a whole hospital reconnects,
 * spread evenly over the window instead of all at its end.
 */
export interface BackoffOptions {
  readonly firstMs: number;
  readonly capMs: number;
  readonly random: () => number;
}

const defaults: BackoffOptions = { firstMs: 500, capMs: 30_000, random: Math.random };

export class Backoff {
  #attempt = 0;
  readonly #options: BackoffOptions;

  constructor(options: Partial<BackoffOptions> = {}) {
    this.#options = { ...defaults, ...options };
  }

  next(): number {
    const { firstMs, capMs, random } = this.#options;
    const window = Math.min(capMs, firstMs * 2 ** Math.min(this.#attempt, 20));
    this.#attempt += 1;
    return Math.floor(random() * window);
  }

  reset(): void {
    this.#attempt = 0;
  }
}
