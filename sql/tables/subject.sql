-- Subjects (就诊) with their folded state, so that the next event need not read the log.
-- Written by the engine only. The state is a cache: inserting into tqc.refold makes it anew
-- from the log.
CREATE TABLE tqc.subject (
    id           bigint PRIMARY KEY,
    site         text NOT NULL,
    subject      text NOT NULL,
    alarm        timestamptz,     -- when it next changes by itself, in tqc.now()'s time
    pending_from timestamptz,     -- earliest event of the log that still lies in the future
    state        bytea NOT NULL,  -- format: src/core/codec.cpp
    UNIQUE (site, subject)
) WITH (fillfactor = 70);
ALTER TABLE tqc.subject ALTER COLUMN state SET STORAGE EXTERNAL;
CREATE INDEX subject_alarm ON tqc.subject (alarm) WHERE alarm IS NOT NULL;
CREATE SEQUENCE tqc.subject_id OWNED BY tqc.subject.id;
COMMENT ON TABLE tqc.subject IS 'folded state of each subject; a cache of the log';

-- Subjects to be folded anew from the log, in the background.
CREATE TABLE tqc.refold (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site    text NOT NULL,
    subject text NOT NULL,
    reason  text NOT NULL
);
COMMENT ON TABLE tqc.refold IS 'subjects waiting to be folded anew';
