/** What a probe and the server say to each other. Both ends read it by these schemas. */
import { z } from 'zod'
import { checkCodes } from '../checks/index.ts'

/** Raised when an old probe could no longer understand an answer; it is refused then, and says that it is too old. */
export const protocolVersion = 1
export const assignmentsPath = '/api/v1/probe/assignments'
export const resultsPath = '/api/v1/probe/results'
export const maxResultsAtOnce = 500
export const maxBodyBytes = 2_097_152

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

export const AskBody = z.object({
  protocol: z.number().int(),
  /** Of the program, for people. */
  version: z
    .string()
    .max(50)
    .regex(/^[\x20-\x7e]*$/),
  types: z
    .array(
      z
        .string()
        .max(30)
        .regex(/^[a-z]+$/),
    )
    .max(50),
  /** By the clock of the probe. */
  sentAt: time,
  waitingResults: z.number().int().min(0).max(100_000_000),
})

/** A spec is only understood when it is run, so that one new type does not stop the others. */
export const AssignmentsBody = z.object({
  probe: z.object({ id: z.string(), name: z.string() }),
  /** By the clock of the server: slots are counted by it. */
  serverTime: time,
  assignments: z.array(
    z.object({
      monitorId: z.string(),
      spec: z.looseObject({ type: z.string() }),
      intervalSeconds: z.number().positive(),
      timeoutMs: z.number().positive(),
      nextAt: time,
      version: z.string(),
    }),
  ),
})
export type AskedAssignment = z.infer<typeof AssignmentsBody>['assignments'][number]

const Result = z.object({
  outcome: z.enum(['up', 'degraded', 'down', 'unknown']),
  latencyMs: z.number().min(0).max(3_600_000).nullable(),
  reason: z.string().max(200),
  code: z.enum(checkCodes),
  facts: z
    .record(z.string().max(50), z.union([z.string().max(200), z.number()]))
    .refine((facts) => Object.keys(facts).length <= 20, 'at most 20'),
})

export const ProbeResult = z.object({
  monitorId: z.string().regex(/^mon_[0-9a-f]{32}$/),
  scheduledAt: time,
  startedAt: time,
  result: Result,
})
export type ProbeResult = z.infer<typeof ProbeResult>

export const HandInBody = z.object({ results: z.array(ProbeResult).max(maxResultsAtOnce) })
/** `refused`: too old, ahead of time, or of monitors that do not name the probe. None is to be sent again. */
export const HandedInBody = z.object({ accepted: z.number().int(), refused: z.number().int() })
