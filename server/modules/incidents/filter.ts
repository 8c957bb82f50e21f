/** How the list is asked: of a URL, and of a saved view. */
import { z } from 'zod'
import { eventLevels } from '#modules/telemetry'
import { id } from '#platform/http'
import { moment } from './bodies.ts'
import { incidentKinds, incidentStatuses } from './incident.ts'
import { severities } from './severity/severity.ts'

/** `open,acknowledged` */
function listOf<T extends string>(values: readonly [T, ...T[]]) {
  return z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(values)))
    .optional()
    .meta({ description: 'One or several, separated by commas' })
}

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** A time, or how long before whenever it is asked. */
export type When = Date | { agoMs: number }

/** RFC 3339, or `30m`, `24h`, `7d`, `2w`: so a saved view goes along with the time. */
const when = z
  .string()
  .transform((text, ctx): When => {
    const [, count, unit] = /^([1-9]\d{0,3})([mhdw])$/.exec(text) ?? []
    // The expression lets no other letter through.
    if (count && unit) return { agoMs: Number(count) * unitMs[unit as keyof typeof unitMs] }
    const { data } = moment.safeParse(text)
    if (!data) ctx.addIssue({ code: 'custom', message: 'expected RFC 3339, or how long ago, such as 24h or 7d' })
    return data ?? z.NEVER
  })
  .optional()

const since = (words: string) =>
  when.meta({ description: `${words} then or later; RFC 3339, or how long ago, such as 24h or 7d` })
const before = (words: string) => when.meta({ description: `${words} before then` })

export const filterFields = z.object({
  status: listOf(incidentStatuses),
  query: z.string().max(200).optional().meta({ description: 'Words in title, place or notes; #42 a number' }),
  number: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .meta({ description: 'Also of one that was merged, which says into which one' }),
  projectId: id('prj').optional(),
  environment: z.string().max(200).optional(),
  release: z.string().max(250).optional().meta({ description: 'First or last seen in it' }),
  level: z.enum(eventLevels).optional(),
  kind: z.enum(incidentKinds).optional(),
  severity: listOf(severities),
  owner: z
    .string()
    .regex(/^(me|none|usr_[0-9a-f]{32})$/, 'expected me, none or the id of a user')
    .optional(),
  newSince: since('First seen'),
  newBefore: before('First seen'),
  seenSince: since('Last seen'),
  seenBefore: before('Last seen'),
  regressedSince: since('Last came back'),
  regressedBefore: before('Last came back'),
  escalatedSince: since('Last escalated'),
  escalatedBefore: before('Last escalated'),
})

export const sorting = z.enum(['lastSeen', 'firstSeen', 'events'])

const strictFilter = filterFields.strict()

/** A filter as text, checked by the same rules as a URL's. */
export const ViewFilterBody = z
  .record(z.string().max(50), z.string().max(250))
  .superRefine((filter, ctx) => {
    const { error } = strictFilter.safeParse(filter)
    for (const { path, message } of error?.issues ?? []) ctx.addIssue({ code: 'custom', path, message })
  })
  .meta({ description: 'The parameters of GET /incidents: { "status": "open,acknowledged", "owner": "me" }' })
