import { css } from 'lit';

export const rowStyles = css`
  .rows {
    margin: 0;
    padding: 0;
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: 0.6em;
    box-shadow: var(--shadow);
    list-style: none;
  }
  .row + .row {
    border-top: 1px solid var(--line);
  }
  .row {
    --edge: var(--line);
    position: relative;
    display: grid;
    grid-template:
      'who when' auto
      'what when' auto
      'what mark' 1fr / 1fr auto;
    gap: 0.15em 0.8em;
    align-items: baseline;
    padding: 0.6em 0.85em 0.65em 1.1em;
    background: var(--surface);
    box-shadow: inset 0.28em 0 0 var(--edge);
    scroll-margin: 6em 0 1em;
    transition: opacity 1s ease-out;
  }
  .row[data-urgency='later'] {
    --edge: var(--later-line);
  }
  .row[data-urgency='soon'] {
    --edge: var(--soon-line);
  }
  .row[data-urgency='overdue'] {
    --edge: var(--late-line);
    background: var(--late-soft);
  }
  .row:has(.open:hover) {
    background: var(--raised);
  }
  .row[data-urgency='overdue']:has(.open:hover) {
    background: var(--late-soft);
  }
  .row[data-urgency='ended'] {
    color: var(--quiet);
    background: var(--raised);
  }
  .row.leaving {
    opacity: 0;
  }

  .when {
    grid-area: when;
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .left {
    font-weight: 650;
  }
  .row[data-urgency='soon'] .left {
    color: var(--soon);
  }
  .row[data-urgency='overdue'] .left {
    color: var(--late);
  }
  .row[data-urgency='none'] .left {
    color: var(--quiet);
    font-weight: 500;
  }
  .row[data-urgency='ended'] .left {
    font-weight: 600;
  }
  .row[data-status='met'] .left {
    color: var(--good);
  }
  .due {
    color: var(--quiet);
    font-size: 0.82em;
  }

  .who {
    grid-area: who;
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.55em;
    align-items: baseline;
    min-width: 0;
  }
  .bed {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .patient {
    font-weight: 650;
    overflow-wrap: anywhere;
  }
  .where {
    color: var(--quiet);
    font-size: 0.85em;
    overflow-wrap: anywhere;
  }

  .what {
    grid-area: what;
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .open {
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    text-decoration: none;
  }
  a.open,
  button.open {
    cursor: pointer;
  }
  /* The whole row is the place to press, on a tablet at the bedside too. */
  a.open::after,
  button.open::after {
    position: absolute;
    inset: 0;
    content: '';
  }
  .open:focus-visible {
    outline: none;
  }
  .open:focus-visible::after {
    outline: 0.17em solid var(--accent);
    outline-offset: -0.2em;
    border-radius: 0.35em;
  }
  a.open:hover,
  button.open:hover {
    color: var(--accent);
  }
  s.open {
    text-decoration: line-through;
    text-decoration-thickness: 0.09em;
  }
  .row[data-urgency='ended'] .patient {
    font-weight: 500;
    text-decoration: line-through;
  }
  .rule {
    color: var(--quiet);
    font-size: 0.85em;
  }

  .mark {
    grid-area: mark;
    min-width: 0;
    max-width: 16em;
    text-align: end;
  }
  .why {
    font-size: 0.85em;
    overflow-wrap: anywhere;
  }
  .cue {
    display: inline-block;
    padding: 0.05em 0.6em;
    border-radius: 1em;
    background: var(--accent-soft);
    color: var(--accent);
    font-size: 0.82em;
    font-weight: 600;
    white-space: nowrap;
  }
  .cue[data-cue='reminded'] {
    background: var(--soon-soft);
    color: var(--soon);
    box-shadow: inset 0 0 0 1px var(--soon-line);
  }
  .cue[data-cue='overdue'] {
    background: var(--surface);
    color: var(--late);
    box-shadow: inset 0 0 0 1px var(--late-line);
  }
  /* Twice and then still: enough to be seen from the side, not to nag. */
  .cue {
    animation: cue 0.9s ease-in-out 2;
  }
  @keyframes cue {
    50% {
      opacity: 0.25;
    }
  }

  @container (min-width: 46em) {
    .row {
      grid-template: 'when who what mark' auto / 10.5em 13em 1fr minmax(0, auto);
      gap: 0 1.2em;
      padding-inline-start: 1.3em;
    }
    .when {
      align-items: flex-start;
    }
    .left {
      font-size: 1.1em;
    }
    .who {
      display: grid;
      grid-template-columns: minmax(4.6em, auto) 1fr;
      gap: 0 0.5em;
    }
    .patient,
    .where {
      grid-column: 2;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .row,
    .cue {
      transition: none;
      animation: none;
    }
  }
`;
