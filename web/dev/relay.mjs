/**
 * A stand-in for tqc-relay with tasks in memory, for `npm run dev` and for looking at the states of
 * the page. It speaks as much of tqc.v1 as the board does and checks nothing; what the board does
 * with the real relay is tested in tests/e2e/browser.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';

const mime = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

async function serve(folder, request, response) {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
  const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
  const found = await stat(file).catch(() => null);
  if (found?.isFile() !== true) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'content-type': mime[extname(file)] ?? 'application/octet-stream',
    'access-control-allow-origin': '*',
  });
  createReadStream(file).pipe(response);
}

export class DevRelay {
  #seq = 0;
  #tasks = new Map();
  #outbox = [];
  #clients = new Set();
  #http = null;
  #port = 0;
  /** What clients sent, for tests to look at. */
  received = [];

  constructor({ folder = null, now = Date.now(), speed = 1 } = {}) {
    this.folder = folder;
    this.clock = { base: now, taken: Date.now(), speed };
  }

  get port() {
    return this.#port;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Sessions that have said hello and not yet gone. */
  get connected() {
    return this.#clients.size;
  }

  now() {
    const { base, taken, speed } = this.clock;
    return base + (Date.now() - taken) * speed;
  }

  async start(port = this.#port) {
    this.#http = createServer((request, response) => {
      if (this.folder === null) response.writeHead(404).end();
      else void serve(this.folder, request, response);
    });
    const sockets = new WebSocketServer({ server: this.#http, handleProtocols: () => 'tqc.v1' });
    sockets.on('connection', (socket) => {
      socket.on('message', (data) => this.#receive(socket, JSON.parse(String(data))));
      socket.on('close', () => this.#clients.delete(socket));
    });
    await new Promise((resolve) => this.#http.listen(port, '127.0.0.1', resolve));
    this.#port = this.#http.address().port;
    return this;
  }

  /** Hangs up on everybody and stops listening; `start()` comes back on the same port. */
  async stop(code = 1001) {
    for (const client of this.#clients) client.close(code);
    const closed = new Promise((resolve) => this.#http.close(resolve));
    this.#http.closeAllConnections();
    await closed;
  }

  hangUp(code) {
    for (const client of this.#clients) client.close(code);
  }

  setClock(now, speed) {
    this.clock = { base: now, taken: Date.now(), speed };
    this.#all({ type: 'clock', ...this.#reading() });
  }

  /** Tells that the database is gone for `silent` seconds, or, without a number, back. */
  database(silent = null) {
    if (silent === null) this.#all({ type: 'status', database: 'live' });
    else this.#all({ type: 'status', database: 'lost', silent });
  }

  /** Changes a task and pushes it, as one transition does. */
  push(kind, task) {
    const whole = { ...this.#tasks.get(task.id), ...task };
    if (['open', 'overdue'].includes(whole.status)) this.#tasks.set(task.id, whole);
    else this.#tasks.delete(task.id);
    const at = new Date(this.now()).toISOString();
    const frame = { type: 'push', seq: ++this.#seq, at, receiver: 'dr-li', kind, task: whole };
    this.#outbox.push(frame);
    this.#all(frame);
    return frame.seq;
  }

  #all(frame) {
    for (const client of this.#clients) client.send(JSON.stringify(frame));
  }

  #reading() {
    return { now: new Date(this.now()).toISOString(), speed: this.clock.speed };
  }

  #receive(socket, frame) {
    this.received.push(frame);
    const send = (answer) => socket.send(JSON.stringify(answer));
    if (frame.type === 'ping') send({ type: 'pong' });
    if (frame.type === 'tasks') send({ type: 'tasks', items: [...this.#tasks.values()] });
    if (frame.type !== 'hello') return;
    if (frame.token === 'expired') {
      send({ type: 'error', code: 'token_expired', message: 'the token has expired' });
      socket.close(4403);
      return;
    }
    const seq = frame.since ?? this.#seq;
    const welcome = { receivers: ['dr-li'], seq, head: this.#seq, recovered: true, heartbeat: 30 };
    send({ type: 'welcome', ...welcome, ...this.#reading() });
    for (const push of this.#outbox.filter((row) => row.seq > seq)) send(push);
    this.#clients.add(socket);
  }
}
