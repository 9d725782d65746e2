/** The board as a whole: from an iframe of 320 px to the screen on a ward's wall. */
import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    container-type: inline-size;
    background: var(--ground);
    color: var(--ink);
    font-family:
      system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Hiragino Sans GB',
      'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC',
      'WenQuanYi Micro Hei', sans-serif;
    line-height: 1.4;
    -webkit-text-size-adjust: 100%;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  .board {
    font-size: 15px;
    min-height: inherit;
    padding: 0 0.75em 1em;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus-visible {
    outline: 0.15em solid var(--accent);
    outline-offset: 0.1em;
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.6em 0.9em;
    padding: 0.75em 0 0.65em;
    background: var(--ground);
  }
  .title {
    display: flex;
    align-items: baseline;
    gap: 0.7em;
    flex: 1 1 auto;
  }
  .name {
    margin: 0;
    font-size: 1.2em;
    font-weight: 650;
    letter-spacing: 0.01em;
  }
  .link {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    color: var(--quiet);
    font-size: 0.85em;
    white-space: nowrap;
  }
  .dot {
    width: 0.6em;
    height: 0.6em;
    border: 0.14em solid var(--quiet);
    border-radius: 50%;
  }
  .link[data-phase='live'] {
    color: var(--good);
  }
  .link[data-phase='live'] .dot {
    background: var(--good);
    border-color: var(--good);
  }

  .counts {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 0.45em;
    flex: 1 1 100%;
  }
  .count {
    display: flex;
    flex-direction: column;
    padding: 0.4em 0.7em 0.45em;
    border: 1px solid var(--line);
    border-radius: 0.5em;
    background: var(--surface);
    color: inherit;
    box-shadow: var(--shadow);
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .count b {
    font-size: 1.45em;
    font-weight: 650;
    line-height: 1.15;
    font-variant-numeric: tabular-nums;
  }
  .count span {
    color: var(--quiet);
    font-size: 0.82em;
    white-space: nowrap;
  }
  .count:hover {
    border-color: var(--accent);
  }
  .count[aria-pressed='true'] {
    border-color: var(--accent);
    background: var(--accent-soft);
  }
  .count.some[data-show='overdue'] b {
    color: var(--late);
  }
  .count.some[data-show='soon'] b {
    color: var(--soon);
  }

  .filters {
    display: flex;
    gap: 0.45em;
    flex: 1 1 100%;
    min-width: 0;
  }
  .filters select,
  .filters input {
    min-width: 0;
    height: 2.4em;
    padding: 0 0.7em;
    border: 1px solid var(--line);
    border-radius: 0.5em;
    background: var(--surface);
    color: inherit;
    font: inherit;
  }
  .filters select {
    flex: 0 1 9.5em;
  }
  .filters input {
    flex: 1 1 10em;
  }
  .filters input::placeholder {
    color: var(--quiet);
    opacity: 1;
  }

  .notice {
    margin: 0 0 0.65em;
    padding: 0.5em 0.8em;
    border: 1px solid var(--soon-line);
    border-radius: 0.5em;
    background: var(--soon-soft);
    color: var(--soon);
    font-weight: 550;
  }
  .notice.stopped {
    border-color: var(--late-line);
    background: var(--late-soft);
    color: var(--late);
  }
  .empty {
    margin: 0;
    padding: 3.5em 1em;
    border: 1px dashed var(--line);
    border-radius: 0.6em;
    color: var(--quiet);
    text-align: center;
  }
  .empty svg {
    display: block;
    width: 2.6em;
    height: 2.6em;
    margin: 0 auto 0.6em;
    fill: none;
    stroke: var(--good);
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .empty strong {
    display: block;
    color: var(--ink);
    font-size: 1.1em;
    font-weight: 600;
  }

  @container (min-width: 46em) {
    .board {
      padding: 0 1.1em 1.4em;
    }
    .head {
      position: sticky;
      z-index: 1;
      top: 0;
    }
    .counts {
      flex: 0 0 auto;
      grid-template-columns: repeat(3, minmax(7.2em, auto));
    }
    .count {
      flex-direction: row;
      align-items: baseline;
      gap: 0.5em;
      padding: 0.3em 0.75em;
    }
    .filters {
      flex: 0 1 25em;
    }
  }
  @container (min-width: 1500px) {
    .board {
      font-size: 20px;
    }
  }
  @container (min-width: 2300px) {
    .board {
      font-size: 27px;
    }
  }
  @container (min-width: 3500px) {
    .board {
      font-size: 40px;
    }
  }
`;
