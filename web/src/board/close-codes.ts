/**
 * What a close of the connection asks for (docs/protocol.md has the table): 4400 to 4499, and the
 * three by which WebSocket itself says that a frame was wrong, would only happen again. All others
 * are the relay's, the network's or the browser's passing troubles, and are tried again.
 */
export type Verdict = 'reconnect' | 'signin' | 'refused';

/** Of those not to be tried again, the ones that a fresh token cures: refused, expired. */
const signin: ReadonlySet<number> = new Set([4401, 4403]);
const wrongFrame: ReadonlySet<number> = new Set([1002, 1007, 1009]);

export function verdict(code: number): Verdict {
  if (signin.has(code)) return 'signin';
  return (code >= 4400 && code <= 4499) || wrongFrame.has(code) ? 'refused' : 'reconnect';
}
