/**
 * Colours, once for a bright room and once for a dark one. Every pair of text and ground used
 * together keeps at least 4.5:1. Urgency is never told by colour alone: the words say it too.
 */
import { css } from 'lit';

const bright = css`
  color-scheme: light;
  --ground: #f3f5f7;
  --surface: #ffffff;
  --raised: #fafbfc;
  --line: #dde3e8;
  --ink: #16202a;
  --quiet: #55636f;
  --accent: #0a6280;
  --accent-soft: #e3f1f6;
  --late: #a81c13;
  --late-soft: #fdeeec;
  --late-line: #d93a2b;
  --soon: #7a4a00;
  --soon-soft: #fff5e0;
  --soon-line: #e09a1a;
  --later-line: #6ba6bb;
  --good: #1a6b3c;
  --shadow: 0 1px 2px rgb(22 32 42 / 6%);
`;

const dark = css`
  color-scheme: dark;
  --ground: #0e141a;
  --surface: #161e26;
  --raised: #1b242d;
  --line: #2b3742;
  --ink: #e7edf2;
  --quiet: #a0afbc;
  --accent: #7cc7e0;
  --accent-soft: #14313d;
  --late: #ff9d92;
  --late-soft: #351919;
  --late-line: #f0604f;
  --soon: #f4c56d;
  --soon-soft: #30260f;
  --soon-line: #d69a2d;
  --later-line: #3f7386;
  --good: #7fd1a0;
  --shadow: none;
`;

export const theme = css`
  :host {
    ${bright}
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      ${dark}
    }
  }
  :host([theme='dark']) {
    ${dark}
  }
`;
