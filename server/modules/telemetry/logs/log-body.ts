import { z } from 'zod'
import { id, timestamp } from '#platform/http'
import { logLevels } from '../records.ts'
import type { LogLine } from './columns.ts'

const known = z.string().nullable()

/** A log line in answers. */
export const LogBody = z.object({
  id: z.string(),
  projectId: id('prj'),
  occurredAt: timestamp,
  receivedAt: timestamp,
  level: z.enum(logLevels),
  body: z.string(),
  service: known,
  release: known,
  environment: known,
  host: known,
  logger: known,
  templateId: known,
  traceId: known,
  spanId: known,
  user: z.object({ id: known, email: known, name: known, address: known }).nullable(),
  attributes: z.array(z.object({ name: z.string(), value: z.string() })),
})

export function describeLog({ user, attributes, ...line }: LogLine): z.input<typeof LogBody> {
  const { id: userId, email, name, address } = user
  return {
    ...line,
    service: line.service || null,
    release: line.release || null,
    environment: line.environment || null,
    host: line.host || null,
    logger: line.logger || null,
    templateId: line.templateId || null,
    traceId: line.traceId || null,
    spanId: line.spanId || null,
    user:
      userId || email || name || address
        ? { id: userId || null, email: email || null, name: name || null, address: address || null }
        : null,
    attributes: attributes.map(([attribute, value]) => ({ name: attribute, value })),
  }
}

export const countCursor = z.string().max(200).optional()
export const HistogramBody = z.object({
  from: timestamp,
  to: timestamp,
  stepSeconds: z.number().int(),
  buckets: z
    .array(z.object({ at: timestamp, count: z.number().int(), levels: z.record(z.string(), z.number().int()) }))
    .meta({ description: 'Those in which there is something, oldest first' }),
  nextCursor: z
    .string()
    .nullable()
    .meta({
      description:
        'It is counted from the newest backwards for a fifth of a second. With this cursor and the same question the next ' +
        'call counts what is older; null: the whole range was counted',
    }),
})
