/** One ward's rules and events, in SQL. */

const rule = {
  title: '首次病程记录在入院8小时内完成',
  category: 'documentation',
  open: { on: 'admission' },
  due: { within: 'PT8H' },
  close: { on: 'document.completed', when: '$.doc_type == "first_progress_note"' },
  cancel: { on: 'admission.cancelled' },
  receivers: ['{{doctor}}'],
  reminders: [{ before: 'PT2H' }],
  message: '{{patient}}：首次病程记录',
};

const context = { patient: '$.patient', doctor: '$.doctor', ward: '$.ward', bed: '$.bed' };

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
const json = (value) => `${quoted(JSON.stringify(value))}::jsonb`;

export const setup = [
  `SELECT tqc.define_event('admission', context => ${json(context)})`,
  `SELECT tqc.define_event('document.completed')`,
  `SELECT tqc.define_event('admission.cancelled')`,
  `SELECT tqc.put_rule('first-progress-note', ${json(rule)})`,
];

export function emit(type, subject, data = {}) {
  return `SELECT tqc_emit(${quoted(type)}, ${quoted(subject)}, ${json(data)})`;
}

export function admit(subject, patient, bed, doctor = 'dr-li') {
  return emit('admission', subject, { patient, doctor, ward: 'W3', bed });
}

export function write(subject) {
  return emit('document.completed', subject, { doc_type: 'first_progress_note' });
}

/** What must be on the board of `receiver`, by the engine's word once it has applied everything. */
export async function running(cluster, receiver) {
  const [, ...rows] = await cluster.sql(
    `SELECT tqc.sync()`,
    `SELECT subject FROM tqc.task WHERE status IN ('open', 'overdue') AND ${quoted(receiver)} = ANY (receivers)`,
  );
  return rows.map(([subject]) => subject).sort();
}
