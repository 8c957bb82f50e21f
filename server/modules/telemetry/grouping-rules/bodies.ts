/** Shapes of the grouping API. */
import { z } from 'zod'
import { id, timestamp } from '#platform/http'
import { ruleLimits, stackActions, type RuleField } from '../grouping/rules/rule.ts'
import { transitions } from './revision.ts'

const word = z
  .string()
  .min(1)
  .max(ruleLimits.word)
  .regex(/^[^\r\n]*$/, 'must be one line')
const count = z.number().int()

/** A name that is none is refused with its place when the rules are read. */
const Field = z.custom<RuleField>((value) => typeof value === 'string' && /^[\w.-]{1,220}$/.test(value))

const matchers = z
  .array(
    z.object({
      field: Field.meta({ type: 'string', examples: ['type', 'attribute.region'] }),
      pattern: word,
      not: z.boolean().default(false),
    }),
  )
  .min(1)
  .max(ruleLimits.matchersPerRule)

export const RuleBody = z
  .union([
    z.object({ matchers, fingerprint: z.array(word).min(1).max(ruleLimits.partsPerRule) }),
    z.object({ matchers, stack: z.array(z.enum(stackActions)).min(1).max(2) }),
  ])
  .meta({ id: 'GroupingRule' })

export const RulesBody = z.union([z.string().max(ruleLimits.text), z.array(RuleBody).max(ruleLimits.rules)])

export const GroupingBody = z
  .object({
    projectId: id('prj'),
    revision: count.meta({ description: 'In force; 0: nothing was decided yet' }),
    version: count.meta({ description: 'Of the algorithm' }),
    newestVersion: count,
    versions: z.array(count),
    rules: z.string().meta({ description: 'As they were written' }),
    parsedRules: z.array(RuleBody),
    createdAt: timestamp.nullable(),
    createdBy: z.string().nullable().meta({ description: 'A user or a key; null: made with the first event' }),
    transitions: z
      .array(z.object({ revision: count, version: count, until: timestamp }))
      .meta({ description: 'By whose keys incidents are still known' }),
  })
  .meta({ id: 'ProjectGrouping' })

export const RevisionBody = z
  .object({
    number: count,
    version: count,
    rules: z.string(),
    transition: z.enum(transitions),
    createdAt: timestamp,
    createdBy: z.string().nullable(),
  })
  .meta({ id: 'GroupingRevision' })

const GroupedEventBody = z.object({
  id: z.string(),
  key: z.string(),
  title: z.string(),
  grouping: z.object({
    method: z.string(),
    version: count,
    rule: z.string().optional(),
    parts: z.array(z.object({ kind: z.string(), value: z.string(), counted: z.boolean(), why: z.string().optional() })),
  }),
})

export const ComparisonBody = z
  .object({
    together: z.boolean(),
    reasons: z.array(z.string()),
    differences: z.array(z.object({ kind: z.string(), first: z.string().nullable(), second: z.string().nullable() })),
    common: z.array(z.object({ kind: z.string(), value: z.string() })),
    first: GroupedEventBody,
    second: GroupedEventBody,
  })
  .meta({ id: 'GroupingComparison' })

const PartBody = z.object({
  before: z.string(),
  after: z.string(),
  title: z.string(),
  rule: z.string().nullable(),
  events: count.meta({ description: 'Estimated from the sample' }),
  examples: z.array(z.string()).meta({ description: 'Ids of events' }),
})

export const RehearsalBody = z
  .object({
    groupsBefore: count,
    groupsAfter: count,
    joins: z.array(z.object({ after: z.string(), parts: z.array(PartBody) })),
    splits: z.array(z.object({ before: z.string(), parts: z.array(PartBody) })),
    stays: count,
    incidents: z
      .array(z.object({ id: z.string(), number: count, title: z.string(), status: z.string(), level: z.string() }))
      .meta({
        description: 'Those that `before` and `after` name; other names are keys of groups without an incident',
      }),
    covered: z.object({
      from: timestamp,
      events: count,
      groups: count,
      eventsInPeriod: count,
      groupsInPeriod: count,
      eventsWithoutPayload: count,
    }),
  })
  .meta({ id: 'GroupingRehearsal' })
