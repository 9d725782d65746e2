// Runs no-op jobs out of graphile-worker and says how many a second.
//
//   node run.js CONNECTION JOBS PROCESSES CONCURRENCY LOCAL_QUEUE COMPLETE_DELAY_MS
//
// The workers stand ready and idle; then all jobs are added in one transaction. The clock runs from that commit until the jobs
// table is empty, i.e. until the last job's completion is committed. Prints one line of JSON.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import pg from "pg";

const [connectionString, ...numbers] = process.argv.slice(2);
const [jobs, processes, concurrentJobs, localQueue, completeJobBatchDelay] = numbers.map(Number);

const db = new pg.Client({ connectionString });
await db.connect();

let done = 0;
let allDone;
const finished = new Promise((resolve) => { allDone = resolve; });

const children = [];
for (let i = 0; i < processes; i++) {
  const child = fork(fileURLToPath(new URL("worker.js", import.meta.url)),
    [connectionString, String(concurrentJobs), String(localQueue), String(completeJobBatchDelay)]);
  children.push(child);
  // The first one installs the schema; two at once would fight over it.
  await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => reject(new Error(`a worker ended with ${code}`)));
  });
  child.removeAllListeners("exit");
  child.on("message", (n) => { if ((done += n) >= jobs) allDone(); });
}

await db.query("VACUUM ANALYZE");
await db.query("CHECKPOINT");
await db.query(
  `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
     SELECT json_populate_record(NULL::graphile_worker.job_spec, json_build_object('identifier', 'noop', 'payload', json_build_object('n', g)))
     FROM generate_series(1, $1::int) g))`, [jobs]);
const start = process.hrtime.bigint();
await finished;
for (;;) {
  const { rows } = await db.query("SELECT EXISTS (SELECT FROM graphile_worker._private_jobs) AS more");
  if (!rows[0].more) break;
}
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(JSON.stringify({ jobs, seconds }));

await Promise.all(children.map((child) => new Promise((resolve) => { child.once("exit", resolve); child.send("stop"); })));
await db.end();
