-- Tasks (任务细表), written by the engine only: what the fold of the log yields.
-- A withdrawn row is a name that the fold no longer yields; it keeps its id and returns
-- under it if it is yielded again.
CREATE TABLE tqc.task_row (
    id         bigint PRIMARY KEY,
    subject_id bigint NOT NULL,
    rule       text NOT NULL,
    rule_id    int NOT NULL,       -- tqc.rule.id: the version that rules it
    key        text NOT NULL,      -- JSON array of texts, or empty
    named_by   bigint NOT NULL,    -- seq of the opening event; 0 with again: never
    occurrence bigint NOT NULL,    -- number in the series; of a window its start, in microseconds
    opened_by  bigint NOT NULL,
    status     text NOT NULL,
    anchor_at  timestamptz NOT NULL,
    opened_at  timestamptz NOT NULL,
    due_at     timestamptz,
    overdue_at timestamptz,
    closed_at  timestamptz,
    closed_by  bigint,
    receivers  text[] NOT NULL,
    context    jsonb NOT NULL,
    message    text,
    reason     text,
    number     int NOT NULL,       -- in the series
    paused_at  timestamptz,        -- since when its clock stands
    paused     bigint NOT NULL,    -- microseconds of its pauses before that
    idle       bigint NOT NULL,    -- of these, working time
    elapsed    bigint,             -- of an ended one: working time without pauses
    due_entry  int NOT NULL,       -- place in due of the entry that rules, from 0; -1: none
    calendar   text,               -- its due time is counted in; NULL: always
    withdrawn  boolean NOT NULL DEFAULT false
) WITH (fillfactor = 50);  -- room for its one or two updates on the same page
-- The name; also the way to all tasks of a subject.
CREATE UNIQUE INDEX task_name ON tqc.task_row (subject_id, named_by, rule, key, occurrence);
CREATE SEQUENCE tqc.task_id OWNED BY tqc.task_row.id;

-- 闭环: every transition of every task, append-only.
CREATE TABLE tqc.task_history (
    task_id     bigint NOT NULL,
    at          timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    transition  text NOT NULL,
    event_seq   bigint,
    actor       text,
    reason      text
);
CREATE INDEX task_history_task ON tqc.task_history (task_id, at);
COMMENT ON TABLE tqc.task_history IS 'every transition of every task (闭环), append-only';
COMMENT ON COLUMN tqc.task_history.task_id IS 'the task: tqc.task.id';
COMMENT ON COLUMN tqc.task_history.at IS 'when it holds from, by tqc.now()''s clock';
COMMENT ON COLUMN tqc.task_history.recorded_at IS 'when it was written, real clock';
COMMENT ON COLUMN tqc.task_history.transition IS 'waiting, opened, a status, routed, extended, replanned (another entry of due), recalculated (another version of the calendar), paused, resumed, reassigned, reopened, changed, withdrawn, restored';
COMMENT ON COLUMN tqc.task_history.event_seq IS 'the event that caused it; NULL: the clock or a change of rules';
COMMENT ON COLUMN tqc.task_history.actor IS 'who acted by hand: tqc.actor, else the login; NULL: nobody did';
COMMENT ON COLUMN tqc.task_history.reason IS 'what was said to it; NULL: nothing';

-- Not even its owner changes it, unless he drops the trigger first.
CREATE FUNCTION tqc.keep_history() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'tqc.task_history is append-only' USING ERRCODE = '42501',
        HINT = 'What was recorded stays. A hand action such as tqc.reopen_task adds to it.';
END
$$;
COMMENT ON FUNCTION tqc.keep_history() IS 'trigger: refuses to change or remove history. 42501';
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE OR TRUNCATE ON tqc.task_history
FOR EACH STATEMENT EXECUTE FUNCTION tqc.keep_history();

-- Reminders and overdue marks: each happens once under its name.
CREATE TABLE tqc.effect (
    task_id     bigint NOT NULL,
    step        text NOT NULL,
    planned_at  timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent        boolean NOT NULL,
    receivers   text[] NOT NULL,
    PRIMARY KEY (task_id, step, planned_at)
);
COMMENT ON TABLE tqc.effect IS 'reminders and overdue marks; sent false: first known more than tqc.reminder_grace after its instant';
COMMENT ON COLUMN tqc.effect.task_id IS 'the task: tqc.task.id';
COMMENT ON COLUMN tqc.effect.step IS 'overdue, or which reminder of the rule';
COMMENT ON COLUMN tqc.effect.planned_at IS 'the instant it is planned for, by tqc.now()''s clock';
COMMENT ON COLUMN tqc.effect.recorded_at IS 'when it was written (real clock)';
COMMENT ON COLUMN tqc.effect.sent IS 'true: it went to its receivers; false: too late for that';
COMMENT ON COLUMN tqc.effect.receivers IS 'whom it went to';

CREATE VIEW tqc.task AS
SELECT t.id, t.rule, r.version AS rule_version, s.site, s.subject,
       NULLIF(t.key, '')::jsonb AS key, t.number AS occurrence,
       coalesce(r.definition ->> 'title', t.rule) AS title, t.status, t.anchor_at, t.opened_at, t.due_at,
       t.overdue_at, t.closed_at,
       t.paused * interval '1 microsecond' + coalesce(tqc.now() - t.paused_at, interval '0') AS paused,
       coalesce(t.elapsed * interval '1 microsecond',
                CASE WHEN t.calendar IS NULL THEN coalesce(t.paused_at, tqc.now()) - t.anchor_at
                     ELSE tqc.calendar_working(t.calendar, t.anchor_at, coalesce(t.paused_at, tqc.now()))
                END - t.idle * interval '1 microsecond') AS elapsed,
       CASE WHEN coalesce(t.closed_at, tqc.now()) > t.due_at
                 AND t.status IN ('overdue', 'late', 'missed')
            THEN coalesce(t.closed_at, tqc.now()) - t.due_at END AS overdue_by,
       t.receivers, t.context, t.opened_by, t.closed_by, t.reason, t.message, t.paused_at
  FROM tqc.task_row t
  JOIN tqc.subject s ON s.id = t.subject_id
  JOIN tqc.rule r ON r.id = t.rule_id
 WHERE NOT t.withdrawn;
COMMENT ON VIEW tqc.task IS 'tasks (任务): what the fold of the log yields now';
COMMENT ON COLUMN tqc.task.id IS 'the task''s number, its own for ever';
COMMENT ON COLUMN tqc.task.rule IS 'code of the rule (规则)';
COMMENT ON COLUMN tqc.task.rule_version IS 'version of the rule that was in force at the opening event';
COMMENT ON COLUMN tqc.task.site IS 'site (院区)';
COMMENT ON COLUMN tqc.task.subject IS 'subject (就诊): the visit the clock runs for';
COMMENT ON COLUMN tqc.task.key IS 'business key, a JSON array of texts; NULL if the rule has none';
COMMENT ON COLUMN tqc.task.occurrence IS 'number of the task in its series';
COMMENT ON COLUMN tqc.task.title IS 'title of that version';
COMMENT ON COLUMN tqc.task.status IS 'waiting, open, overdue, met, late, missed, violated, replaced, cancelled or waived';
COMMENT ON COLUMN tqc.task.anchor_at IS 'what the due time is counted from';
COMMENT ON COLUMN tqc.task.opened_at IS 'when it appeared, or will';
COMMENT ON COLUMN tqc.task.due_at IS 'due time (时限); NULL if the rule sets none';
COMMENT ON COLUMN tqc.task.overdue_at IS 'when it became overdue; NULL if it never was';
COMMENT ON COLUMN tqc.task.closed_at IS 'when it ended; NULL while it runs';
COMMENT ON COLUMN tqc.task.paused IS 'how long its clock has stood still';
COMMENT ON COLUMN tqc.task.elapsed IS 'working time of its calendar from the anchor to the end, or to tqc.now() while running, without pauses (用时)';
COMMENT ON COLUMN tqc.task.overdue_by IS 'lateness (超时时长): how long after the due time it ended, or is by tqc.now() while overdue; NULL if in time';
COMMENT ON COLUMN tqc.task.receivers IS 'receivers (接收人) now, or at the end';
COMMENT ON COLUMN tqc.task.context IS 'the context (上下文) as it was at the opening';
COMMENT ON COLUMN tqc.task.opened_by IS 'seq of the opening event';
COMMENT ON COLUMN tqc.task.closed_by IS 'seq of the event that ended it; NULL while it runs, and if the clock ended it';
COMMENT ON COLUMN tqc.task.reason IS 'why it ended or what was done to it, if somebody said';
COMMENT ON COLUMN tqc.task.message IS 'the rule''s message for receivers; NULL: none';
COMMENT ON COLUMN tqc.task.paused_at IS 'since when its clock stands still; NULL while it goes';
COMMENT ON TABLE tqc.task_row IS 'tasks as stored, withdrawn ones too; read tqc.task';
