/** What went wrong between us and the column store, in terms that a caller can act on. */
import { ClickHouseError } from '@clickhouse/client'
import { AppError, unavailable } from '#platform/errors'

/**
 * The store refused a statement: a mistake of ours, so not an AppError. `code` is ClickHouse's number, `type` its name
 * (`SYNTAX_ERROR`). The text may quote data that people sent; it is in `detail`, which no log line carries.
 */
export class ColumnsError extends Error {
  override name = 'ColumnsError'
  readonly code: string
  readonly type: string
  readonly detail: string

  constructor(code: string, type: string, detail: string) {
    super(`the column store refused a statement: ${type} (${code})`)
    this.code = code
    this.type = type
    this.detail = detail
  }
}

/** The store cannot do it now: too busy, out of memory, disk or parts, or going down. The same may work later. */
const passingTypes = new Set([
  'TOO_MANY_SIMULTANEOUS_QUERIES', 'MEMORY_LIMIT_EXCEEDED', 'NOT_ENOUGH_SPACE', 'TOO_MANY_PARTS', 'NETWORK_ERROR',
  'SOCKET_TIMEOUT', 'ABORTED', 'TABLE_IS_READ_ONLY', 'KEEPER_EXCEPTION', 'NO_FREE_CONNECTION', 'ALL_CONNECTION_TRIES_FAILED',
  'TOO_FEW_LIVE_REPLICAS', 'UNKNOWN_STATUS_OF_INSERT', 'SERVER_OVERLOADED', 'AUTHENTICATION_FAILED',
]) // prettier-ignore
const tooSlowTypes = new Set(['TIMEOUT_EXCEEDED', 'TOO_SLOW'])
const tooBigTypes = new Set(['TOO_MANY_ROWS_OR_BYTES', 'TOO_MANY_ROWS', 'TOO_MANY_BYTES'])

/** AppError `unavailable` (503), `unprocessable` (422, narrow the question), or ColumnsError. */
export function translateError(error: unknown): Error {
  if (error instanceof AppError || error instanceof ColumnsError) return error
  if (isConnectionError(error)) return unavailable('the column store cannot be reached', error)
  if (!(error instanceof ClickHouseError)) return error instanceof Error ? error : new Error(String(error))
  const type = error.type ?? 'UNKNOWN'
  const refused = new ColumnsError(error.code, type, error.message)
  if (passingTypes.has(type)) return unavailable('the column store is busy', refused)
  if (tooSlowTypes.has(type)) return unprocessable('the query takes too long; ask for a shorter time range', refused)
  if (tooBigTypes.has(type)) return unprocessable('the result is too large; ask for less', refused)
  return refused
}

/**
 * Whether nobody answered, or something on the way that is no ClickHouse (a proxy's 502); a read may then be asked
 * again. What the driver throws for a parameter that it cannot send is a mistake of ours and no such error.
 */
export function isConnectionError(error: unknown): boolean {
  if (error instanceof ClickHouseError || error instanceof AppError || error instanceof TypeError) return false
  return error instanceof Error && !error.message.startsWith('Unsupported value')
}

function unprocessable(message: string, cause: unknown): AppError {
  return new AppError('unprocessable', message, { cause })
}
