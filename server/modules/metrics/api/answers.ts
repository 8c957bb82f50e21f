/** The envelope of the Prometheus API, for results and for errors. */

import type { PlainAnswer, Route } from '#platform/http'
import { PromqlError, type PromqlErrorKind } from '../promql/errors.ts'

export type Told = { warnings?: readonly string[]; infos?: readonly string[] }

/** `data` is JSON already: results are large, and made where they were computed. */
export function succeeded(data: string, { warnings = [], infos = [] }: Told = {}): string {
  const more = (name: string, texts: readonly string[]) =>
    texts.length > 0 ? `,"${name}":${JSON.stringify(texts)}` : ''
  return `{"status":"success","data":${data}${more('warnings', warnings)}${more('infos', infos)}}`
}

export const answerJson = (body: string | Uint8Array<ArrayBuffer>, status = 200): PlainAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body,
})

const ofKind: Record<PromqlErrorKind, { status: number; errorType: string }> = {
  parse: { status: 400, errorType: 'bad_data' },
  execution: { status: 422, errorType: 'execution' },
  limit: { status: 422, errorType: 'execution' },
  timeout: { status: 503, errorType: 'timeout' },
  canceled: { status: 503, errorType: 'canceled' },
}

/** Null for what is no error of a query. */
export function answerQueryError(error: unknown): PlainAnswer | null {
  if (!(error instanceof PromqlError)) return null
  const { status, errorType } = ofKind[error.kind]
  return answerJson(failed(errorType, error.message), status)
}

const errorTypes: Partial<Record<string, string>> = {
  invalid_request: 'bad_data',
  too_large: 'bad_data',
  not_found: 'not_found',
  unauthenticated: 'unauthorized',
  forbidden: 'forbidden',
  unavailable: 'unavailable',
  unprocessable: 'execution',
}

export const answerError: NonNullable<Route['answerError']> = (
  { status, code, message, retryAfterSeconds },
  request,
) => {
  const answer = answerJson(failed(errorTypes[code] ?? code, message), status)
  // The app asks for a sign-in by itself: of this header a browser would make a dialog of its own.
  const isApp = request.header('watchword-workspace') !== undefined
  if (status === 401 && !isApp) answer.headers['www-authenticate'] = 'Basic realm="Watchword", charset="UTF-8"'
  if (retryAfterSeconds !== undefined) answer.headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfterSeconds)))
  return answer
}

const failed = (errorType: string, error: string) => JSON.stringify({ status: 'error', errorType, error })
