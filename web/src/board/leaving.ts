/**
 * Lets struck-through rows be read for a while, fade, and go. Real time, not the server's clock:
 * it is about eyes. One round of timers for each row that ended; a row that comes back is spared.
 */
import type { Board } from './store.js';

const fadeMs = 1_000;

export class Leaving {
  /** Rows that are fading now. */
  readonly ids = new Set<number>();
  readonly #waiting = new Map<number, ReturnType<typeof setTimeout>>();
  readonly #release: (ids: readonly number[]) => void;

  constructor(release: (ids: readonly number[]) => void) {
    this.#release = release;
  }

  follow(board: Board, lingerMs: number): void {
    for (const [id, timer] of this.#waiting) {
      if (board.rows.get(id)?.end) continue;
      clearTimeout(timer);
      this.#waiting.delete(id);
      this.ids.delete(id);
    }
    for (const [id, row] of board.rows) {
      if (row.end === null || this.#waiting.has(id)) continue;
      this.#after(Math.max(0, lingerMs), id, () => {
        this.#fade(id);
      });
    }
  }

  #fade(id: number): void {
    this.ids.add(id);
    this.#after(fadeMs, id, () => {
      this.#go(id);
    });
    this.#release([]);
  }

  #after(ms: number, id: number, run: () => void): void {
    this.#waiting.set(id, setTimeout(run, ms));
  }

  #go(id: number): void {
    this.#waiting.delete(id);
    this.ids.delete(id);
    this.#release([id]);
  }
}
