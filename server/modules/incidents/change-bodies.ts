/** What people may ask for, of one incident and of many. */
import { z } from 'zod'
import { id } from '#platform/http'
import { moment } from './bodies.ts'
import { severities } from './severity/severity.ts'

const release = z.string().trim().min(1).max(250)

export const ResolutionBody = z.discriminatedUnion('in', [
  z.object({ in: z.literal('now') }),
  z.object({ in: z.literal('nextRelease') }).meta({ description: 'After the newest release that there is now' }),
  z.object({ in: z.literal('release'), release }),
])

const EventCount = z.number().int().min(1).max(1_000_000)

export const MuteUntilBody = z.discriminatedUnion('until', [
  z.object({ until: z.literal('time'), at: moment.meta({ description: 'RFC 3339; at most a year from now' }) }),
  z.object({
    until: z.literal('events'),
    count: EventCount,
    minutes: z
      .number()
      .int()
      .min(1)
      .max(10_080)
      .optional()
      .meta({ description: 'They come within so many, at most a week; absent: however long it takes' }),
  }),
  z.object({ until: z.literal('users'), count: z.number().int().min(1).max(100_000) }),
  z
    .object({ until: z.literal('escalating') })
    .meta({ description: 'More in an hour than three times its busiest one' }),
  z
    .object({ until: z.literal('nextRelease') })
    .meta({ description: 'It happens in a release later than the newest one that there is now' }),
  z.object({ until: z.literal('forever') }),
])

export const SeverityBody = z.enum(severities)
export const OwnerId = id('usr')

const simple = <T extends string>(type: T) => z.object({ type: z.literal(type) })

export const ChangeBody = z.discriminatedUnion('type', [
  simple('acknowledge'),
  simple('unacknowledge'),
  z.object({ type: z.literal('resolve'), resolution: ResolutionBody.default({ in: 'now' }) }),
  simple('reopen'),
  z.object({ type: z.literal('mute'), mute: MuteUntilBody }),
  simple('unmute'),
  z.object({ type: z.literal('setOwner'), userId: OwnerId.nullable() }),
  z.object({ type: z.literal('setSeverity'), severity: SeverityBody.nullable() }),
])
