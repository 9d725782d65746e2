/** The real parts of the chain: a cluster with tqc, the relay, and Chromium. */
import { execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = process.env['TQC_ROOT'] ?? fileURLToPath(new URL('../../..', import.meta.url));
const { chromium } = createRequire(`${root}/web/package.json`)('playwright-core');

const key = 'a key for tests only, long enough for HS256';

export class Cluster {
  #script = `${root}/scripts/cluster`;
  #name;

  constructor(name) {
    this.#name = name;
  }

  async start() {
    await run(this.#script, ['start', this.#name]);
    await this.sql('CREATE EXTENSION tqc');
    return this;
  }

  async stop() {
    await run(this.#script, ['stop', this.#name]);
  }

  /** Stops the server in order and keeps its data, until `resume`. */
  async halt() {
    await run(this.#script, ['halt', this.#name]);
  }

  async resume() {
    await run(this.#script, ['resume', this.#name]);
  }

  /** Runs statements, each a transaction of its own; returns the rows as arrays of texts. */
  async sql(...statements) {
    const commands = statements.flatMap((statement) => ['-c', statement]);
    const options = ['-qAt', '-F', '\t', '-v', 'ON_ERROR_STOP=1'];
    const { stdout } = await run(this.#script, ['psql', this.#name, ...options, ...commands]);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t'));
  }

  /** A connection string for `user`, without a password. */
  async address(user) {
    const { stdout } = await run(this.#script, ['env', this.#name]);
    const env = Object.fromEntries(stdout.trim().split(' ').map((pair) => pair.split('=')));
    return `host=${env['PGHOST']} port=${env['PGPORT']} dbname=${env['PGDATABASE']} user=${user}`;
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export class Relay {
  #process = null;
  #port;
  #options;

  constructor(port, options) {
    this.#port = port;
    this.#options = options;
  }

  /** On a port of its own; not started yet. */
  static async on(database, ...options) {
    return new Relay(await freePort(), ['--database', database, ...options]);
  }

  option(...words) {
    this.#options.push(...words);
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Always on the same port, as after a restart by the service manager. Resolves when it serves. */
  async start() {
    const binary = process.env['TQC_RELAY'] ?? `${root}/build/release/relay/tqc-relay`;
    const board = process.env['TQC_BOARD'] ?? `${root}/web/dist`;
    this.#process = spawn(
      binary,
      ['--listen', `127.0.0.1:${this.#port}`, '--board', board, ...this.#options],
      { env: { ...process.env, TQC_RELAY_JWT_KEY: key }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const log = [];
    for await (const line of createInterface({ input: this.#process.stderr })) {
      log.push(line);
      if (line.includes('"listening to the database"')) {
        this.#process.stderr.resume();
        return this;
      }
    }
    throw new Error(`the relay did not start:\n${log.join('\n')}`);
  }

  async stop(signal = 'SIGTERM') {
    const process = this.#process;
    this.#process = null;
    if (process === null || process.exitCode !== null || process.signalCode !== null) return;
    const gone = once(process, 'exit');
    process.kill(signal);
    await gone;
  }
}

/** A token as the EMR's server would make it. */
export function token(receiver, more = []) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: receiver, receivers: more, role: 'clinician', exp: Math.floor(Date.now() / 1000) + 3600 };
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
}

export function launch() {
  return chromium.launch({
    executablePath: process.env['TQC_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
