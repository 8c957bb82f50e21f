/** What an attempt met, and what that means for the next one. */
import { EgressFailed, EgressRefused, type EgressResponse } from '#platform/egress'
import { AppError } from '#platform/errors'
import { MailFailed, type MailResult } from '#platform/mail'
import { VaultError } from '#platform/vault'

/**
 * `retry`: on schedule. `throttled`: the channel rests until the next attempt. `gone`: the channel is to be switched
 * off. `final`: the same message would fail again.
 */
export type Verdict = 'delivered' | 'retry' | 'throttled' | 'gone' | 'final'

export type AttemptResult = {
  verdict: Verdict
  /** One word for the log: `delivered`, `redirected`, `gone`, `throttled`, `refused`, `serverError`, `timeout` … */
  outcome: string
  /** A sentence for people. */
  explanation: string
  status: number | null
  response: string | null
  retryAfterMs: number | null
}

/** The table of Standard Webhooks 1.0, "Delivery". A redirect is never followed: it could lead anywhere. */
export function resultOfAnswer(answer: Pick<EgressResponse, 'status' | 'headers' | 'body'>, now: Date): AttemptResult {
  const { status } = answer
  const result = (verdict: Verdict, outcome: string): AttemptResult => ({
    verdict,
    outcome,
    explanation: `the endpoint answered ${status}`,
    status,
    response: storable(answer.body),
    retryAfterMs: verdict === 'throttled' ? parseRetryAfter(answer.headers['retry-after'], now) : null,
  })
  if (status >= 200 && status < 300) return result('delivered', 'delivered')
  if (status >= 300 && status < 400) return result('retry', 'redirected')
  if (status === 410) return result('gone', 'gone')
  if ([429, 502, 503, 504].includes(status)) return result('throttled', 'throttled')
  return result('retry', status < 500 ? 'refused' : 'serverError')
}

/** RFC 9110 §10.2.3: seconds, or a date; null for neither. */
export function parseRetryAfter(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000
  const at = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime())
}

export function resultOfMail(sent: MailResult): AttemptResult {
  const kept = sent.outcome === 'kept'
  return {
    verdict: 'delivered',
    outcome: kept ? 'kept' : 'delivered',
    explanation: kept ? 'kept in the outbox: no mail server is configured' : 'the mail server took it',
    status: null,
    response: kept ? null : storable(sent.response),
    retryAfterMs: null,
  }
}

/** For what the network, the mail server or our own rules did. Anything else is a bug, and thrown on. */
export function resultOfError(error: unknown): AttemptResult {
  const failed = { status: null, response: null, retryAfterMs: null }
  if (error instanceof EgressRefused) {
    return { ...failed, verdict: 'retry', outcome: 'blocked', explanation: error.message }
  }
  if (error instanceof EgressFailed) {
    return { ...failed, verdict: 'retry', outcome: error.kind, explanation: error.message }
  }
  if (error instanceof MailFailed) return { ...failed, ...ofMailFailure(error), response: storable(error.response) }
  if (error instanceof VaultError) {
    const explanation = 'the signing secret cannot be opened; make the channel anew'
    return { ...failed, verdict: 'final', outcome: 'unsigned', explanation }
  }
  if (error instanceof AppError && error.code === 'rate_limited') {
    const retryAfterMs = (error.retryAfterSeconds ?? 1) * 1_000
    const explanation = 'too many requests to this host'
    return { ...failed, verdict: 'throttled', outcome: 'throttled', explanation, retryAfterMs }
  }
  throw error
}

function ofMailFailure(error: MailFailed): Pick<AttemptResult, 'verdict' | 'outcome' | 'explanation'> {
  const explanation = error.response
  if (error.kind !== 'permanent') return { verdict: 'retry', outcome: error.kind, explanation }
  if (!error.aboutRecipient) return { verdict: 'final', outcome: 'rejected', explanation }
  return { verdict: 'gone', outcome: 'rejected', explanation: `the mail server refused the address: ${explanation}` }
}

/** PostgreSQL's text holds neither NUL nor lone surrogates. */
function storable(text: string): string {
  return text.slice(0, 1_024).replaceAll('\u0000', '\uFFFD').toWellFormed()
}
