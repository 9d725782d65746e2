// npm test: bundles the unit tests (TypeScript, which Node 18 does not read) and runs them with node --test.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = fileURLToPath(new URL('../tests/unit/', import.meta.url));
const tests = readdirSync(source).filter((name) => name.endsWith('.test.ts'));
// Without files `node --test` looks for tests by itself, and finds this program.
if (tests.length === 0) throw new Error(`no tests in ${source}`);
const out = mkdtempSync(join(tmpdir(), 'tqc-web-'));
try {
  await build({
    entryPoints: tests.map((name) => join(source, name)),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node18',
    format: 'esm',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const files = tests.map((name) => join(out, name.replace(/\.ts$/, '.mjs')));
  const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], { stdio: 'inherit' });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(out, { recursive: true });
}
