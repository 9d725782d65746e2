// npm run dev: the page from source with a ward that lives, on http://127.0.0.1:5173/#token=dev
import { createServer } from 'vite';
import { DevRelay } from './relay.mjs';
import { ward } from './ward.mjs';

const relay = await new DevRelay().start(0);
const tasks = ward(relay.now());
for (const task of tasks) relay.push('opened', task);

const pick = () => tasks[Math.floor(Math.random() * tasks.length)];
const turns = [
  () => relay.push('reminded', { ...pick(), status: 'open', step: 'reminder-1' }),
  () => relay.push('closed', { ...pick(), status: 'met' }),
  () => relay.push('cancelled', { ...pick(), status: 'cancelled', reason: '取消入院' }),
  () => relay.push('opened', { ...pick() }),
];
let turn = 0;
setInterval(() => turns[turn++ % turns.length](), 4000);

const server = await createServer({
  root: new URL('..', import.meta.url).pathname,
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/relay': { target: relay.url.replace('http', 'ws'), ws: true } },
  },
  plugins: [
    {
      // The page's policy forbids the styles and the socket of Vite's own client.
      name: 'no-policy-in-development',
      transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
    },
    {
      name: 'relay-of-development',
      configureServer: ({ middlewares }) => {
        middlewares.use('/config.json', (_, response) => {
          response.setHeader('content-type', 'application/json');
          response.end('{"relay": "/relay"}');
        });
      },
    },
  ],
});
await server.listen();
console.log('http://127.0.0.1:5173/#token=dev');
