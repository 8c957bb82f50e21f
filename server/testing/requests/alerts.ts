/** Valid requests of the endpoints of alert rules. */
import type { Context } from '#platform/context'
import { newHexKey } from '#platform/ids'
import { at, incident, made, project, type Make } from './make.ts'

const rule = { name: 'TooHot', expr: 'temperature > 30' }

const newGroup = async (ctx: Context) => ({
  ...{ projectId: await project(ctx), name: `Shop ${newHexKey(4)}`, rules: [rule] },
})
const group = async (ctx: Context) => made(ctx, 'POST', '/alert-rule-groups', await newGroup(ctx))
const groupPath = async (ctx: Context): Promise<string> => `/alert-rule-groups/${(await group(ctx)).id}`
const rulePath = async (ctx: Context): Promise<string> => `/alert-rules/${(await group(ctx)).rules[0].id}`

const ruleFile = 'groups:\n- name: checkout\n  rules:\n  - alert: TooHot\n    expr: temperature > 30\n'

const silence = (ctx: Context) => ({
  matchers: [{ name: 'alertname', value: 'TooHot' }],
  endsAt: new Date(ctx.now().getTime() + 3_600_000).toISOString(),
  comment: 'The fans are cleaned',
})
const silencePath = async (ctx: Context): Promise<string> =>
  `/silences/${(await made(ctx, 'POST', '/silences', silence(ctx))).id}`

export const alertRequests: Record<string, Make> = {
  listAlertRules: () => at('/alert-rules'),
  getAlertRule: async (ctx) => at(await rulePath(ctx)),
  listAlertRuleEvaluations: async (ctx) => at(`${await rulePath(ctx)}/history`),
  listAlertChanges: async (ctx) => at(`${await rulePath(ctx)}/changes`),
  listAlerts: () => at('/alerts'),
  findIncidentAlerts: async (ctx) => at(`/incident-alerts?incidentId=${await incident(ctx)}`),
  createAlertRuleGroup: async (ctx) => at('/alert-rule-groups', await newGroup(ctx)),
  getAlertRuleGroup: async (ctx) => at(await groupPath(ctx)),
  updateAlertRuleGroup: async (ctx) => {
    const { id, projectId, name, version } = await group(ctx)
    return at(`/alert-rule-groups/${id}`, { projectId, name, version, rules: [rule] })
  },
  deleteAlertRuleGroup: async (ctx) => at(await groupPath(ctx)),
  pauseAlertRuleGroup: async (ctx) => at(`${await groupPath(ctx)}/pause`),
  resumeAlertRuleGroup: async (ctx) => at(`${await groupPath(ctx)}/pause`),
  rehearseAlertRule: () => at('/alert-rules/rehearsal', { rule: { kind: 'alerting', ...rule }, days: 1 }),
  previewAlertRule: () => at('/alert-rules/preview', { rule: { kind: 'alerting', ...rule } }),
  importAlertRules: async (ctx) => at('/alert-rules/import', { projectId: await project(ctx), text: ruleFile }),
  exportAlertRules: async (ctx) => at(`/alert-rules/export?projectId=${await project(ctx)}`),
  listSilences: () => at('/silences'),
  createSilence: (ctx) => at('/silences', silence(ctx)),
  updateSilence: async (ctx) => at(await silencePath(ctx), silence(ctx)),
  endSilence: async (ctx) => at(await silencePath(ctx)),
}
