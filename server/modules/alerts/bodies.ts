/** What the endpoints of alert rules take and answer. */
import { z } from 'zod'
import { id, shortText, timestamp } from '#platform/http'
import {
  maxAnnotationLength,
  maxAnnotations,
  maxExpressionLength,
  maxIntervalMs,
  maxLabelNameLength,
  maxLabels,
  maxLabelValueLength,
  maxAlertsPerRule,
  maxQueryOffsetMs,
  maxRulesPerGroup,
  maxWaitMs,
  minIntervalMs,
} from './limits.ts'
import { noDataChoices, ruleHealths, ruleKinds, ruleStates, severities } from './rule.ts'

const isStorable = (text: string) => text.isWellFormed() && !text.includes('\u0000')
const text = (maxLength: number) => z.string().max(maxLength).refine(isStorable, 'is no text that can be stored')
const texts = (most: number, maxLength: number) =>
  z
    .record(text(maxLabelNameLength).min(1), text(maxLength))
    .refine((given) => Object.keys(given).length <= most, `has ${most} entries at most`)
const ms = (most: number) => z.number().int().min(0).max(most)

const labels = texts(maxLabels, maxLabelValueLength)

/** What people write; `read-draft.ts` gives what is left out. */
export const RuleDraftBody = z.object({
  id: id('rul')
    .optional()
    .meta({ description: 'Of a rule of the group that stays; else it is known by kind and name' }),
  kind: z.enum(ruleKinds).default('alerting'),
  name: text(200)
    .trim()
    .min(1)
    .meta({ description: 'Of the alert, or of the series', examples: ['HighLatency'] }),
  expr: text(maxExpressionLength)
    .trim()
    .min(1)
    .meta({ examples: ['rate(errors_total[5m]) > 1'] }),
  forMs: ms(maxWaitMs).default(0).meta({ description: 'How long it must hold before it fires' }),
  keepFiringForMs: ms(maxWaitMs).default(0),
  severity: z.enum(severities).nullable().default(null).meta({
    description: 'Of its incident, where no label `severity` of its alerts says it; null: high',
  }),
  onNoData: z.enum(noDataChoices).default('keep').meta({
    description:
      'When series that it looks at were there and are all gone: its alerts stay, stay and open an incident, or end',
  }),
  labels: labels.default({}),
  annotations: texts(maxAnnotations, maxAnnotationLength).default({}),
})

export const groupDraftFields = {
  projectId: id('prj'),
  name: shortText,
  intervalMs: z.number().int().min(minIntervalMs).max(maxIntervalMs).default(60_000),
  limit: z.number().int().min(0).max(maxAlertsPerRule).default(0).meta({
    description: 'The most alerts or series that one of its rules may make; 0: the limit of the installation',
  }),
  queryOffsetMs: ms(maxQueryOffsetMs).default(0).meta({ description: 'How far in the past it is evaluated' }),
  labels: labels.default({}),
  rules: z.array(RuleDraftBody).max(maxRulesPerGroup),
}

const count = z.number().int()
const anyTexts = z.record(z.string(), z.string())

const ruleFields = {
  id: id('rul'),
  groupId: id('rgr'),
  kind: z.enum(ruleKinds),
  name: z.string(),
  expr: z.string(),
  forMs: count,
  keepFiringForMs: count,
  severity: z.enum(severities).nullable(),
  onNoData: z.enum(noDataChoices),
  labels: anyTexts,
  annotations: anyTexts,
  health: z
    .enum(ruleHealths)
    .meta({ description: '`err`: its last evaluation failed, and its alerts are what they were' }),
  error: z.string().nullable(),
  state: z.enum(ruleStates).meta({ description: '`noData`: what it looks at was there and is gone' }),
  since: timestamp.nullable(),
  noDataSince: timestamp.nullable(),
  pendingCount: count,
  firingCount: count,
  evaluatedAt: timestamp.nullable(),
  durationMs: z.number().nullable(),
  incidentId: id('inc').nullable().meta({ description: 'The one that it opened last, whatever that is in now' }),
}

const groupFields = {
  id: id('rgr'),
  projectId: id('prj'),
  name: z.string(),
  intervalMs: count,
  limit: count,
  queryOffsetMs: count,
  labels: anyTexts,
  version: count,
  pausedAt: timestamp.nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
  evaluatedAt: timestamp.nullable().meta({ description: 'The slot that was evaluated last' }),
  durationMs: z.number().nullable(),
  nextAt: timestamp.meta({ description: 'The slot that comes next' }),
  missedCount: count.meta({ description: 'Slots in which it was not evaluated' }),
  missedAt: timestamp.nullable(),
}

export const RuleBody = z.object(ruleFields).meta({ id: 'AlertRule' })
export const GroupBody = z.object({ ...groupFields, rules: z.array(RuleBody) }).meta({ id: 'AlertRuleGroup' })

const alertFields = {
  ruleId: id('rul'),
  labels: anyTexts,
  annotations: anyTexts,
  state: z.enum(['pending', 'firing']),
  value: z.string().meta({ description: 'A number, `NaN`, `+Inf`, `-Inf`, or a histogram' }),
  activeAt: timestamp,
  firedAt: timestamp.nullable(),
}

export const RuleInDetailBody = z
  .object({
    ...ruleFields,
    group: z.object(groupFields),
    alerts: z.array(z.object({ ...alertFields, silencedBy: z.array(id('sil')) })),
    withoutData: z
      .object({ labels: anyTexts, silencedBy: z.array(id('sil')) })
      .nullable()
      .meta({ description: 'What its incident without data carries; null: it opens none for that, or has data' }),
  })
  .meta({ id: 'AlertRuleInDetail' })

export const IncidentAlertsBody = z
  .object({
    rule: RuleInDetailBody.nullable().meta({
      description: 'The rule that opened it, as it is now; null: none did, or it is gone',
    }),
    external: z.array(
      z.object({
        ...{ labels: anyTexts, annotations: anyTexts, generatorUrl: z.string(), startsAt: timestamp },
        silencedBy: z.array(id('sil')),
      }),
    ),
  })
  .meta({ id: 'IncidentAlerts' })

export const AlertBody = z
  .object({ ...alertFields, ruleName: z.string(), groupId: id('rgr'), projectId: id('prj') })
  .meta({ id: 'Alert' })

export const EvaluationBody = z
  .object({
    at: timestamp,
    durationMs: z.number(),
    health: z.enum(['ok', 'err']),
    error: z.string().nullable(),
    state: z.enum(ruleStates),
    results: count.nullable(),
    pendingCount: count,
    firingCount: count,
    missed: count.meta({ description: 'Slots that were missed just before it' }),
  })
  .meta({ id: 'AlertRuleEvaluation' })

export const ChangeBody = z
  .object({
    at: timestamp,
    labels: anyTexts,
    state: z.enum(['pending', 'firing', 'inactive']),
    value: z.string(),
  })
  .meta({ id: 'AlertChange' })
