/** An event as the API answers it. */
import { z } from 'zod'
import { timestamp } from '#platform/http'
import { eventLevels } from './event.ts'

const text = z.string().optional()
const number = z.number().optional()
const json = z.unknown().meta({ description: 'As sent' })
const map = z.record(z.string(), json)
const pairs = z.array(z.tuple([z.string(), z.string()])).meta({ description: 'Name and value, in the sender’s order' })

const FrameBody = z.object({
  function: text,
  file: text,
  path: text,
  module: text,
  package: text,
  line: number,
  column: number,
  inApp: z.boolean().optional(),
  debugId: text,
  contextLine: text,
  before: z.array(z.string().nullable()).optional(),
  after: z.array(z.string().nullable()).optional(),
  variables: map.optional(),
  minified: z
    .object({ function: text, file: text, line: number, column: number })
    .optional()
    .meta({ description: 'What the sender said, where a source map told better' }),
})

const ThreadBody = z.object({
  id: text,
  name: text,
  crashed: z.boolean(),
  current: z.boolean(),
  frames: z.array(FrameBody),
})

const ExceptionBody = z.object({
  type: text,
  value: text,
  module: text,
  handled: z.boolean().optional(),
  mechanism: text,
  synthetic: z.boolean().optional(),
  isGroup: z.boolean().optional(),
  number,
  parentNumber: number,
  frames: z.array(FrameBody).meta({ description: 'Oldest call first: the crash is the last frame' }),
})

export const EventBody = z.object({
  id: z.string(),
  occurredAt: timestamp,
  receivedAt: timestamp,
  payloadRemoved: z
    .boolean()
    .meta({ description: 'It was removed by age (see the project’s retention): what was sent is empty' }),
  kind: z.enum(['exception', 'message', 'log']),
  times: z.number().int().meta({
    description: 'How often it happened: of log lines how many it stands for; 0: another event told of it and counts',
  }),
  level: z.enum(eventLevels),
  title: z.string(),
  culprit: z.string(),
  platform: z.string(),
  release: z.string(),
  distribution: text,
  environment: z.string(),
  service: z.string(),
  route: z.string(),
  host: z.string(),
  logger: text,
  traceId: z.string(),
  spanId: z.string(),
  message: text,
  messageTemplate: text,
  templateId: text.meta({ description: 'Of log lines: what all of them have in common' }),
  user: z.object({ id: text, email: text, name: text, ipAddress: text }).optional(),
  attributes: pairs,
  exceptions: z.array(ExceptionBody).meta({ description: 'Oldest cause first: the last one is the outermost' }),
  threads: z.array(ThreadBody),
  breadcrumbs: z.array(
    z.object({
      at: timestamp.optional(),
      category: text,
      kind: text,
      level: z.enum(eventLevels).optional(),
      message: text,
      data: map.optional(),
    }),
  ),
  request: z.object({ method: text, url: text, query: text, headers: pairs, data: json.optional() }).optional(),
  contexts: map,
  extra: map,
  packages: pairs,
  sdk: z.object({ name: text, version: text }).optional(),
  debugImages: z.array(map).meta({ description: 'What ties files of a stack to source maps or symbols, as sent' }),
  notes: z
    .array(
      z.object({
        path: z.string(),
        what: z.enum(['trimmed', 'dropped', 'corrected', 'unresolved', 'scrubbed']),
        why: z.string(),
      }),
    )
    .meta({ description: 'What was changed on the way in' }),
})
