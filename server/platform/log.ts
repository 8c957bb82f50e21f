/**
 * Structured log: one JSON line each, and only the fields declared here. A field that is not in this list does not
 * compile, so personal data, payloads and secrets have no way into the log. The inventory names each of them.
 */
import { pino } from 'pino'

export type LogFields = {
  /** Correlation id of the request or job; also in the answer to the caller. */
  requestId?: string
  workspaceId?: string
  operation?: string
  method?: string
  /** Path without query string; a path that carries a secret is logged as its route pattern. */
  path?: string
  status?: number
  durationMs?: number
  job?: string
  jobId?: string
  attempt?: number
  count?: number
  host?: string
  port?: number
  pid?: number
  /** Name of a platform part: `postgres`, `clickhouse`, `mail` … */
  component?: string
  url?: string
  /** An error's class, message and stack. Public error messages only carry what the sender wrote himself. */
  error?: unknown
}

/** Names of all fields that a log line may carry; compared with the inventory in a test. */
export const logFieldNames = [
  'requestId',
  'workspaceId',
  'operation',
  'method',
  'path',
  'status',
  'durationMs',
  'job',
  'jobId',
  'attempt',
  'count',
  'host',
  'port',
  'pid',
  'component',
  'url',
  'error',
] as const satisfies readonly (keyof LogFields)[]

export type Log = {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  with(fields: LogFields): Log
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

export function createLog(level: LogLevel, destination: NodeJS.WritableStream = process.stdout): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: serializeError },
    },
    destination,
  )
  const wrap = (fields: LogFields): Log => ({
    debug: (message, more) => logger.debug({ ...fields, ...more }, message),
    info: (message, more) => logger.info({ ...fields, ...more }, message),
    warn: (message, more) => logger.warn({ ...fields, ...more }, message),
    error: (message, more) => logger.error({ ...fields, ...more }, message),
    with: (more) => wrap({ ...fields, ...more }),
  })
  return wrap({})
}

function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) {
    // Some libraries emit plain objects; their message is what there is to know.
    const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error
    return String(message)
  }
  const code = 'code' in error ? String(error.code) : undefined
  const cause = error.cause === undefined ? undefined : serializeError(error.cause)
  return { name: error.name, message: error.message, code, stack: error.stack, cause }
}
