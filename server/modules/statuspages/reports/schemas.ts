/** What the endpoints of reports have in common. */
import { z } from 'zod'
import { longText, timestamp } from '#platform/http'
import { componentStatuses } from '../components/component.ts'
import { impacts } from '../headline.ts'
import { maxComponents } from '../page.ts'
import { reportStatuses } from '../report.ts'

/** 12 lower-case letters and digits: the ids that the Statuspage API shows. */
export const ShortId = z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits')
export const PageParams = z.object({ pageId: ShortId })
export const ReportParams = z.object({ reportId: ShortId })
export const UpdateParams = z.object({ updateId: ShortId })

export const ReportStatus = z.enum(reportStatuses)
export const Impact = z.enum(impacts)
export const ComponentState = z.object({ id: ShortId, status: z.enum(componentStatuses) })
export const componentStates = z.array(ComponentState).max(maxComponents)

/** RFC 3339 with any offset. */
export const time = z.iso
  .datetime({ offset: true, error: 'expected a time such as 2026-11-21T10:42:00Z' })
  .transform((text) => new Date(text))

export const UpdateInput = z.object({
  status: ReportStatus,
  body: longText,
  components: componentStates
    .optional()
    .meta({ description: 'When resolved, components that are not named go back to what else is said of them' }),
  notifySubscribers: z.boolean().optional().meta({ description: 'Default: true' }),
})

export const UpdateBody = z.object({
  id: ShortId,
  number: z.number().int().meta({ description: 'From 1 within the report' }),
  status: ReportStatus,
  body: z.string(),
  createdAt: timestamp.meta({ description: 'When it was written' }),
  displayAt: timestamp.meta({ description: 'From when on it counts; the time that readers see' }),
  correctedAt: timestamp.nullable().meta({ description: 'When its words or its time were last corrected' }),
  components: z.array(ComponentState).meta({ description: 'States that the update brought' }),
  mail: z
    .object({ queued: z.number().int(), sent: z.number().int(), failed: z.number().int() })
    .meta({ description: 'Messages to subscribers; queued counts all of them' }),
})

export const ReportBody = z.object({
  id: ShortId,
  pageId: ShortId,
  incidentId: z.string().nullable(),
  title: z.string(),
  impact: Impact,
  impactGiven: z.boolean().meta({ description: 'Somebody set the impact; false: it follows the components' }),
  status: ReportStatus,
  startedAt: timestamp,
  resolvedAt: timestamp.nullable(),
  backfilled: z.boolean().meta({ description: 'It was over before it was published' }),
  components: z.array(ComponentState.extend({ name: z.string() })),
  updates: z.array(UpdateBody).meta({ description: 'Newest first' }),
})
