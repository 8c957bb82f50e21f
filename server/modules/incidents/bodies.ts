/** What the API shows of incidents. */
import { z } from 'zod'
import { eventLevels } from '#modules/telemetry'
import { id, timestamp } from '#platform/http'
import { incidentKinds, incidentStatuses } from './incident.ts'
import { severities } from './severity/severity.ts'

export const IncidentId = id('inc')
export const incidentParams = z.object({ incidentId: IncidentId })
export const PersonBody = z.object({ id: z.string(), name: z.string() })
const person = PersonBody.nullable()

export const MuteBody = z
  .discriminatedUnion('until', [
    z.object({ until: z.literal('time'), at: z.string().meta({ description: 'RFC 3339' }) }),
    z.object({
      until: z.literal('events'),
      count: z.number().int(),
      minutes: z.number().int().nullable().meta({ description: 'Within so many; null: however long it takes' }),
      counted: z.number().int(),
    }),
    z.object({ until: z.literal('users'), count: z.number().int(), users: z.number().int() }),
    z.object({ until: z.literal('escalating'), above: z.number().meta({ description: 'Events in an hour' }) }),
    z.object({ until: z.literal('nextRelease'), after: z.string().meta({ description: 'A release' }) }),
    z.object({ until: z.literal('forever') }),
  ])
  .meta({ description: 'What ends the mute, and how far it has come' })

export const IncidentBody = z.object({
  id: IncidentId,
  number: z.number().int().meta({ description: 'Counts up within the workspace' }),
  projectId: id('prj'),
  projectName: z.string(),
  kind: z.enum(incidentKinds),
  level: z.enum(eventLevels),
  title: z.string(),
  culprit: z.string().meta({ description: 'Where it happens; empty where nothing is known' }),
  status: z.enum(incidentStatuses),
  severity: z.enum(severities),
  severitySetBy: person.meta({ description: 'Null: by the rules' }),
  owner: person,
  eventCount: z.number().int(),
  firstSeenAt: timestamp,
  lastSeenAt: timestamp,
  firstRelease: z.string().nullable(),
  lastRelease: z.string().nullable(),
  environments: z.array(z.string()),
  openedAt: timestamp,
  acknowledgedAt: timestamp.nullable(),
  acknowledgedBy: person,
  mutedAt: timestamp.nullable(),
  mutedBy: person,
  mute: MuteBody.nullable(),
  resolvedAt: timestamp.nullable(),
  resolvedBy: person,
  fixedIn: z.string().nullable().meta({ description: 'The release that has the fix' }),
  fixedAfter: z.string().nullable().meta({ description: 'Fixed in whatever comes after this release' }),
  regressedAt: timestamp.nullable().meta({ description: 'When it last came back after a resolution' }),
  regressionCount: z.number().int(),
  escalatedAt: timestamp.nullable().meta({ description: 'When it was last far above its usual rate' }),
  mergedInto: IncidentId.nullable().meta({ description: 'It is part of that one, which has its events' }),
  mergedAt: timestamp.nullable(),
  mergedBy: person,
})

export const GroupingBody = z.object({
  method: z.string(),
  version: z.number().int(),
  rule: z.string().optional(),
  parts: z.array(z.object({ kind: z.string(), value: z.string(), counted: z.boolean(), why: z.string().optional() })),
})

export const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
