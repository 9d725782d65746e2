// One graphile-worker instance; tells its parent how many jobs it has run.
import graphile from "graphile-worker";

const [connectionString, concurrentJobs, localQueue, completeJobBatchDelay] = process.argv.slice(2);

let ran = 0;
let telling = false;
function tell() {
  if (telling) return;
  telling = true;
  setTimeout(() => { process.send(ran); ran = 0; telling = false; }, 2);
}

const size = Number(localQueue);
const runner = await graphile.run({
  preset: {
    worker: {
      connectionString,
      concurrentJobs: Number(concurrentJobs),
      maxPoolSize: Math.min(Number(concurrentJobs) + 2, 24),
      completeJobBatchDelay: Number(completeJobBatchDelay),
      ...(size > 0 ? { localQueue: { size } } : {}),
      logger: new graphile.Logger(() => () => {}),
    },
  },
  noHandleSignals: true,
  crontab: "",
  taskList: { noop: () => { ran++; tell(); } },
});
process.on("message", async () => { await runner.stop(); process.exit(0); });
process.send(0);
