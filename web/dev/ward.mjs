/** A ward on a morning, for looking at: twelve tasks around `now`. */
const hour = 3_600_000;

const rows = [
  [101, '张三', '12', 'W3', '李医生', 'first-progress-note', '首次病程记录在入院8小时内完成', '首次病程记录', -2.4],
  [102, '欧阳修远', '05', 'W3', '王医生', 'rescue-note', '抢救记录在抢救结束后6小时内补记', '抢救记录', -0.6],
  [103, '李秀英', '03', 'W3', '李医生', 'consult-reply', '普通会诊意见在24小时内完成', '会诊意见（心内科）', 0.3],
  [104, '王建国', '21', 'W3', '王医生', 'transfer-in', '转入记录在转入后24小时内完成', '转入记录', 1.2],
  [105, '赵敏', '08', 'W3', '陈医生', 'post-op-note', '术后首次病程记录即时完成', '术后首次病程记录', 1.9],
  [106, '刘德山', '17', 'W5', '陈医生', 'admission-note', '入院记录在入院24小时内完成', '入院记录', 3.5],
  [107, '陈静', '02', 'W3', '李医生', 'daily-critical', '病危患者每天至少一次病程记录', '日常病程记录（病危）', 6.2],
  [108, '杨帆', '加1', 'W5', '陈医生', 'operation-record', '手术记录在术后24小时内完成', '手术记录', 11],
  [109, '黄丽娟', '15', 'W3', '王医生', 'attending-round', '主治医师首次查房记录在入院48小时内完成', '主治医师查房记录', 26],
  [110, '周国强', '09', 'W5', '陈医生', 'discharge-note', '出院记录在出院后24小时内完成', '出院记录', 33],
  [111, '吴桂芳', '31', 'W5', '李医生', 'stage-summary', '阶段小结每月一次', '阶段小结', 75],
  [112, '徐海', '11', 'W3', '王医生', 'open-request', '疑难病例讨论', null, null],
];

export function ward(now) {
  return rows.map(([id, patient, bed, code, doctor, rule, title, message, due], index) => ({
    id,
    rule,
    rule_version: 1,
    title,
    category: 'documentation',
    status: due !== null && due < 0 ? 'overdue' : 'open',
    site: 'main',
    subject: `V${1000 + index}`,
    key: null,
    due_at: due === null ? null : new Date(now + due * hour).toISOString(),
    receivers: ['dr-li'],
    context: { patient, doctor, ward: code, bed },
    message: message === null ? null : `${patient}：${message}`,
    reason: null,
  }));
}
