import { z } from 'zod'
import type { JsonObject } from '#common/dashboards'
import { id, shortText, timestamp } from '#platform/http'

export const DashboardId = id('dash')
/** One's own, or one that comes with the program. */
export const AnyDashboardId = z
  .string()
  .regex(/^(?:dash_[0-9a-f]{32}|curated:[a-z]{1,40})$/, 'expected dash_… or curated:<name>')
  .meta({ examples: ['dash_0190f3c2a1b57c3d8e4f5a6b7c8d9e0f', 'curated:node'] })

export const ownParams = z.object({ dashboardId: DashboardId })
export const anyParams = z.object({ dashboardId: AnyDashboardId })

const Person = z.object({ id: z.string(), name: z.string() })

/** Grafana's model: what we do not know of it is kept. */
export const Json = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object: the JSON of a dashboard',
)
export const JsonBody = z
  .record(z.string(), z.unknown())
  .meta({ description: 'The JSON of a dashboard, as Grafana writes it' })

export const Folder = shortText.nullable().optional().meta({ description: 'Null: in none. Default: as it was' })
export const Title = shortText.optional().meta({ description: 'Instead of the one in the JSON' })

export const ProblemBody = z.object({
  at: z.string().meta({ description: 'Where in the JSON' }),
  text: z.string(),
  fatal: z.literal(true).optional(),
})

export const ListedBody = z.object({
  id: AnyDashboardId,
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  folder: z.string().nullable(),
  kind: z
    .enum(['own', 'curated'])
    .meta({ description: 'A curated one comes with the program: make a copy to change it' }),
  starred: z.boolean().meta({ description: 'By you' }),
  version: z.number().int(),
  createdAt: timestamp.nullable(),
  createdBy: Person.nullable(),
  updatedAt: timestamp.nullable(),
  updatedBy: Person.nullable(),
})

export const FullBody = ListedBody.extend({
  dashboard: JsonBody,
  problems: z.array(ProblemBody).meta({ description: 'What of it is not shown as it was meant' }),
})

export const VersionBody = z.object({
  version: z.number().int(),
  message: z.string(),
  createdAt: timestamp,
  createdBy: Person,
})

export const Values = z
  .record(z.string().max(200), z.array(z.string().max(1_000)).max(1_000))
  .refine((values) => JSON.stringify(values).length <= 100_000, 'these are too many values')
  .meta({ description: 'Of variables by name; default: what was chosen when the dashboard was saved' })

export const LinkBody = z.object({
  id: id('dlk'),
  name: z.string(),
  url: z.string().nullable().meta({ description: 'Null once it was revoked' }),
  variables: z.record(z.string(), z.array(z.string())),
  longestRangeSeconds: z.number().int(),
  createdAt: timestamp,
  createdBy: Person,
  revokedAt: timestamp.nullable(),
  revokedBy: Person.nullable(),
})

export const SnapshotBody = z.object({
  id: id('dsn'),
  name: z.string(),
  url: z.string(),
  rangeFrom: timestamp,
  rangeTo: timestamp,
  createdAt: timestamp,
  createdBy: Person,
  expiresAt: timestamp,
})
