/**
 * The list is one stop of the Tab key; the arrow keys move within it. The focus follows the task,
 * not the place: rows are sorted anew under the user's hands, and a row that goes hands its focus
 * to the one that takes its place.
 */
export class Roving {
  #active: number | null = null;
  #index = 0;
  #ids: readonly number[] = [];
  #held = false;

  constructor(
    private readonly root: () => ParentNode | null,
    private readonly focused: () => Element | null,
    /** The tab stop has moved to another row. */
    private readonly moved: () => void,
  ) {}

  /** The id that carries the tab stop, among those now shown. */
  stop(ids: readonly number[]): number | null {
    this.#ids = ids;
    if (this.#active !== null && ids.includes(this.#active)) {
      this.#index = ids.indexOf(this.#active);
      return this.#active;
    }
    return ids[Math.min(this.#index, ids.length - 1)] ?? null;
  }

  readonly onFocus = (event: FocusEvent): void => {
    const id = idOf(event.target);
    if (id === null || id === this.#active) return;
    this.#active = id;
    this.#index = Math.max(0, this.#ids.indexOf(id));
    // At once, not with the next drawing, which may wait: the next key may be Tab.
    for (const item of this.#items()) item.tabIndex = idOf(item) === id ? 0 : -1;
    this.moved();
  };

  readonly onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const items = this.#items();
    const at = items.findIndex((item) => idOf(item) === idOf(event.target));
    if (at < 0) return;
    const to = target(event.key, at, items.length);
    if (to === null) return;
    event.preventDefault();
    items[to]?.focus();
  };

  /** Call before the list is changed … */
  hold(): void {
    this.#held = idOf(this.focused()) !== null;
  }

  /** … and after: moving an element in the document takes its focus away. */
  restore(stop: number | null): void {
    if (!this.#held || idOf(this.focused()) === stop) return;
    this.#items()
      .find((item) => idOf(item) === stop)
      ?.focus();
  }

  #items(): HTMLElement[] {
    return [...(this.root()?.querySelectorAll<HTMLElement>('[data-task]') ?? [])];
  }
}

function idOf(target: EventTarget | null): number | null {
  if (!(target instanceof HTMLElement)) return null;
  const id = target.dataset['task'];
  return id === undefined ? null : Number(id);
}

function target(key: string, at: number, length: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, length - 1);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return null;
  }
}
