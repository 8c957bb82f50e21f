/** Errors as RFC 9457 problem details, with our stable `code`. */
import type { ZodError } from 'zod'
import type { Log } from '../log.ts'
import { AppError, type FieldError } from '../errors.ts'

export type Failure = {
  status: number
  code: string
  message: string
  fields: FieldError[]
  retryAfterSeconds?: number
}

/** What may be told of an error. Anything that is not an AppError is a bug: logged in full, answered without detail. */
export function failureOf(error: unknown, log: Log): Failure {
  if (error instanceof AppError) {
    if (error.code === 'unavailable') log.warn('answered unavailable', { error: error.cause ?? error })
    const { status, code, message, fields, retryAfterSeconds } = error
    return { status, code, message, fields, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) }
  }
  log.error('a request failed unexpectedly', { error })
  return { status: 500, code: 'internal', message: 'something went wrong on our side', fields: [] }
}

/** `application/problem+json`; `requestId` is what to quote when asking for help. */
export function problem(failure: Failure, requestId: string): Response {
  const { status, code, message, fields, retryAfterSeconds } = failure
  const body = {
    type: `https://watchword.dev/problems/${code}`,
    title: code.replaceAll('_', ' '),
    status,
    code,
    detail: message,
    ...(fields.length > 0 && { fields }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    requestId,
  }
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) }),
    },
  })
}

/** Paths and messages repeat what was sent, which can be long. */
const maxTextLength = 300

export function fieldErrorsOf(error: ZodError, prefix: string): FieldError[] {
  return error.issues.slice(0, 20).map((issue) => ({
    path: [prefix, ...issue.path.map(String)]
      .filter((part) => part !== '')
      .join('.')
      .slice(0, maxTextLength),
    message: issue.message.slice(0, maxTextLength),
  }))
}
