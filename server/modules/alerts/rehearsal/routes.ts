import { z } from 'zod'
import { endpoint, id, timestamp } from '#platform/http'
import * as limits from '../limits.ts'
import { noDataChoices, ruleKinds, severities } from '../rule.ts'
import { previewRule } from './preview-rule.ts'
import { rehearseRule } from './rehearse-rule.ts'

const name = z.string().max(limits.maxLabelNameLength)
const LabelTexts = z.record(name, z.string().max(limits.maxLabelValueLength))
const wait = z.number().int().min(0).max(limits.maxWaitMs)

/** A rule while it is being written: whatever else is wrong with it is told in the answer. */
const RuleText = z.object({
  kind: z.enum(ruleKinds),
  name: z.string().max(200),
  expr: z
    .string()
    .max(limits.maxExpressionLength)
    .refine((text) => text.isWellFormed() && !text.includes('\u0000'), 'is no text that can be asked for'),
  forMs: wait.default(0),
  keepFiringForMs: wait.default(0),
  severity: z.enum(severities).nullable().default(null),
  onNoData: z.enum(noDataChoices).default('keep'),
  labels: LabelTexts.default({}),
  annotations: z.record(name, z.string().max(limits.maxAnnotationLength)).default({}),
})

const GroupText = z.object({
  intervalMs: z.number().int().min(limits.minIntervalMs).max(limits.maxIntervalMs).default(60_000),
  limit: z.number().int().min(0).max(limits.maxResultsPerRule).default(0),
  queryOffsetMs: z.number().int().min(0).max(limits.maxQueryOffsetMs).default(0),
  labels: LabelTexts.default({}),
})

/** Where the draft has them. */
const place = {
  name: z.string().max(200).optional().meta({ description: 'Of the group: a silence may match it' }),
  projectId: id('prj').optional().meta({ description: 'Its name may be matched by a silence' }),
}

const Texts = z.record(z.string(), z.string())
const count = z.number().int()
const stretch = { from: timestamp, to: timestamp }

const PreviewBody = z.object({
  problems: z.array(z.object({ path: z.string(), message: z.string() })),
  matches: z
    .array(z.object({ labels: Texts, annotations: Texts, value: z.string() }))
    .nullable()
    .meta({ description: 'What it finds now, the first twenty, as their alerts or series would be' }),
  total: count,
  seriesRead: count.nullable().meta({ description: 'Series with samples that it looks at; null: it looks at none' }),
  drawn: z
    .object({
      expr: z.string(),
      threshold: z.object({ op: z.string(), value: z.number() }).nullable(),
    })
    .nullable()
    .meta({ description: 'What a graph of it shows, and the line that it is compared with' }),
})

const RehearsalBody = z
  .object({
    ...stretch,
    end: timestamp.meta({ description: 'Later than `to` where `cut` says what there was too much of' }),
    cut: z.enum(['time', 'findings', 'alerts', 'queries']).nullable(),
    evaluations: count,
    incidents: count.meta({ description: 'How often its incident would have been opened or reopened' }),
    longestMs: z.number(),
    firings: z.array(z.object({ ...stretch, over: z.boolean(), mostAlerts: count })),
    alertsFired: count,
    alerts: z.array(
      z.object({
        labels: Texts,
        stretches: z.array(z.object({ ...stretch, state: z.enum(['pending', 'firing']) })),
      }),
    ),
    alertCount: count,
    failedEvaluations: count,
    failings: z.array(z.object({ ...stretch, evaluations: count, error: z.string() })),
    noData: z.array(z.object({ ...stretch, over: z.boolean() })),
    silenced: z
      .array(z.object({ ...stretch, over: z.boolean() }))
      .meta({ description: 'When a silence on record kept it from opening an incident' }),
  })
  .meta({ id: 'RuleRehearsal' })

export const rehearsalEndpoints = [
  endpoint({
    operationId: 'rehearseAlertRule',
    summary: 'What an alert rule would have done over past days',
    description:
      'A draft or a saved rule is evaluated at each slot of the past by the code of the live evaluation. Nothing is written and nobody is told; it ends with the request, and after 20 seconds it says how far it came.',
    method: 'post',
    path: '/alert-rules/rehearsal',
    onlyReads: true,
    permission: 'metrics.read',
    body: z.object({
      rule: RuleText,
      group: GroupText.extend(place).prefault({}),
      groupId: id('rgr').optional().meta({ description: 'Its own slots are replayed' }),
      days: z.number().int().min(1).max(30).default(7),
    }),
    response: RehearsalBody,
    handle: (ctx, { body }, { signal }) => rehearseRule(ctx, body, signal),
  }),
  endpoint({
    operationId: 'previewAlertRule',
    summary: 'What a rule finds now, with its labels and annotations rendered',
    method: 'post',
    path: '/alert-rules/preview',
    onlyReads: true,
    permission: 'metrics.read',
    body: z.object({ rule: RuleText, group: GroupText.prefault({}) }),
    response: PreviewBody,
    handle: (ctx, { body }, { signal }) => previewRule(ctx, body, signal),
  }),
]
