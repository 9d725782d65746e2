import java.io.FileInputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Fires one-shot no-op triggers out of Quartz's JDBC store and says how fast and how late.
 *
 *   QuartzPeer PROPERTIES WARM_UP TRIGGERS SPACING_US LIMIT_SECONDS
 *
 * The triggers are due SPACING_US apart from one instant on (0: all at once). They are stored before that instant and outside the
 * measured time; all but one by plain SQL, the last through the API, which also tells the scheduler that there is something new.
 * All belong to one durable job, the cheapest shape Quartz has (no job row is deleted with its trigger).
 * WARM_UP further triggers fire first, for the Java compiler's sake. Prints one line of JSON. A run ends when all have fired or LIMIT_SECONDS after the last instant.
 */
public final class QuartzPeer {
    private static final JobKey JOB = new JobKey("noop", "bench");
    private static final AtomicInteger fired = new AtomicInteger();
    private static long[] late;
    private static long[] at;

    public static final class Noop implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            Instant now = Instant.now();
            long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
            int slot = fired.getAndIncrement();
            if (slot < at.length) {
                at[slot] = micros;
                late[slot] = micros - context.getScheduledFireTime().getTime() * 1_000;
            }
        }
    }

    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        try (FileInputStream in = new FileInputStream(args[0])) {
            properties.load(in);
        }
        int warmUp = Integer.parseInt(args[1]);
        int triggers = Integer.parseInt(args[2]);
        long spacing = Long.parseLong(args[3]);
        int limit = Integer.parseInt(args[4]);
        // The measured run follows in the same arrays, from slot 0 again.
        late = new long[Math.max(warmUp, triggers)];
        at = new long[late.length];

        Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
        scheduler.addJob(JobBuilder.newJob(Noop.class).withIdentity(JOB).storeDurably().build(), true);
        scheduler.start();
        store(properties, scheduler, "warm", warmUp, 0, System.currentTimeMillis() + 1_000);
        await(warmUp, System.currentTimeMillis() + 120_000);
        if (fired.get() != warmUp) {
            throw new IllegalStateException("only " + fired.get() + " of the warm-up's triggers fired");
        }

        fired.set(0);
        // Enough time to store them; the scheduler may look ahead meanwhile, as it does in life.
        long start = System.currentTimeMillis() + 2_000 + triggers / 10;
        store(properties, scheduler, "timed", triggers, spacing, start);
        if (System.currentTimeMillis() >= start) {
            throw new IllegalStateException("the triggers were stored too slowly to be due together");
        }
        await(triggers, start + triggers * spacing / 1_000 + limit * 1_000L);
        // A snapshot of what has fired by now; jobs that still come are not looked at.
        int n = fired.get();
        if (n > triggers) {
            throw new IllegalStateException(n + " firings of " + triggers + " triggers");
        }
        long[] ends = Arrays.copyOf(at, n);
        long[] delays = Arrays.copyOf(late, n);
        Arrays.sort(ends);
        Arrays.sort(delays);
        double seconds = n == 0 ? 0 : (ends[n - 1] - start * 1_000) / 1e6;
        System.out.printf("{\"fired\": %d, \"seconds\": %.6f, \"late_p50_ms\": %.3f, \"late_p99_ms\": %.3f, \"late_max_ms\": %.3f}%n",
            n, seconds, at(delays, 0.50), at(delays, 0.99), at(delays, 1.0));
        System.out.flush();
        // What has not fired lies in the store; nobody waits for it.
        Runtime.getRuntime().halt(0);
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))] / 1_000.0;
    }

    private static void await(int count, long until) throws InterruptedException {
        while (fired.get() < count && System.currentTimeMillis() < until) {
            Thread.sleep(5);
        }
    }

    private static void store(Properties properties, Scheduler scheduler, String group, int count, long spacing, long start)
            throws Exception {
        String name = properties.getProperty("org.quartz.scheduler.instanceName");
        try (Connection db = DriverManager.getConnection(properties.getProperty("org.quartz.dataSource.bench.URL"))) {
            db.setAutoCommit(false);
            // No checks of foreign keys: their plans, made for empty tables, would take for ever.
            db.createStatement().execute("SET LOCAL session_replication_role = replica");
            try (PreparedStatement trigger = db.prepareStatement(
                    "INSERT INTO qrtz_triggers (sched_name, trigger_name, trigger_group, job_name, job_group, next_fire_time, prev_fire_time,"
                    + " priority, trigger_state, trigger_type, start_time, end_time, misfire_instr)"
                    + " SELECT ?, 't' || g, ?, ?, ?, ? + g * ? / 1000, -1, 5, 'WAITING', 'SIMPLE', ? + g * ? / 1000, 0, 0"
                    + " FROM generate_series(0::bigint, ?) g");
                 PreparedStatement simple = db.prepareStatement(
                    "INSERT INTO qrtz_simple_triggers (sched_name, trigger_name, trigger_group, repeat_count, repeat_interval, times_triggered)"
                    + " SELECT ?, 't' || g, ?, 0, 0, 0 FROM generate_series(0::bigint, ?) g")) {
                trigger.setString(1, name);
                trigger.setString(2, group);
                trigger.setString(3, JOB.getName());
                trigger.setString(4, JOB.getGroup());
                trigger.setLong(5, start);
                trigger.setLong(6, spacing);
                trigger.setLong(7, start);
                trigger.setLong(8, spacing);
                trigger.setLong(9, count - 2);
                trigger.executeUpdate();
                simple.setString(1, name);
                simple.setString(2, group);
                simple.setLong(3, count - 2);
                simple.executeUpdate();
            }
            db.commit();
        }
        scheduler.scheduleJob(TriggerBuilder.newTrigger().withIdentity("t" + (count - 1), group).forJob(JOB)
            .startAt(new Date(start + (count - 1) * spacing / 1_000)).withSchedule(SimpleScheduleBuilder.simpleSchedule()).build());
    }
}
