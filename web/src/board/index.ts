/** The module to embed: `<script type="module" src="…/tqc-board.js"></script>`. */
import { TqcBoard } from './element.js';

export { TqcBoard };

if (customElements.get('tqc-board') === undefined) customElements.define('tqc-board', TqcBoard);

declare global {
  interface HTMLElementTagNameMap {
    'tqc-board': TqcBoard;
  }
}
