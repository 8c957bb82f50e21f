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
  escalatedSince: moment.optional(),
  regressedSince: moment.optional(),
  newSince: moment.optional().meta({ description: 'First seen then or later' }),
  seenSince: moment.optional().meta({ description: 'Last seen then or later' }),
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
