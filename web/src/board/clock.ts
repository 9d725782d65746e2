/**
 * The server's clock, carried on between two signs of it. Every time the board shows or compares
 * comes from here: the clock of a ward's PC may be wrong, and a server under test may run a virtual
 * clock that stands still (speed 0) or runs fast (speed 1000).
 *
 * Measured on a monotonic clock, so that a correction of the PC's own time changes nothing.
 */
export class ServerClock {
  #base: number;
  #taken: number;
  #speed = 1;
  readonly #monotonic: () => number;

  constructor(
    monotonic: () => number = () => performance.now(),
    wall: () => number = () => Date.now(),
  ) {
    this.#monotonic = monotonic;
    this.#taken = monotonic();
    this.#base = wall();
  }

  get speed(): number {
    return this.#speed;
  }

  set(now: number, speed: number): void {
    this.#base = now;
    this.#taken = this.#monotonic();
    this.#speed = Math.max(0, speed);
  }

  now(): number {
    return this.#base + (this.#monotonic() - this.#taken) * this.#speed;
  }

  /** How long (real ms) a label in minutes may stay as it is: a second, less when time runs fast. */
  tick(): number {
    if (this.#speed === 0) return 1000;
    return Math.min(1000, Math.max(100, 60_000 / this.#speed));
  }
}
