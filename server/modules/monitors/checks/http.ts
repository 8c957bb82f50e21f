import { EgressRefused, type EgressResponse } from '#platform/egress'
import { daysLeft, judgeExpiry } from './certificate.ts'
import { contact } from './contact.ts'
import { compareJson } from './json.ts'
import { failed, found, type CheckResult, type CheckRun, type Finding } from './result.ts'
import type { SpecOf } from './spec.ts'

type Spec = SpecOf<'http'>
type Hop = Pick<Spec, 'method' | 'body' | 'clientCertificate'> & {
  url: string
  headers: Record<string, string>
  secret: boolean
}

/** So much of an answer is read and searched. */
const maxBodyBytes = 1_048_576

export async function checkHttp(run: CheckRun, spec: Spec): Promise<Finding> {
  let hop: Hop = firstHop(spec)
  let latencyMs = 0
  for (let redirects = 0; ; redirects += 1) {
    const answer = await send(run, spec, hop)
    latencyMs += answer.durationMs
    const next = spec.maxRedirects > 0 ? nextHop(hop, answer) : undefined
    if (!next) return judgeAnswer(run, spec, answer, { latencyMs, redirects })
    const seen = { latencyMs, facts: { status: answer.status, redirects } }
    if (next === 'unusable') return failed('redirects', 'was sent on to where a check does not follow', seen)
    if (redirects === spec.maxRedirects) return failed('redirects', `was sent on more than ${redirects} times`, seen)
    hop = next
  }
}

function send(run: CheckRun, spec: Spec, hop: Hop): Promise<EgressResponse> {
  return run.egress.request({
    ...contact(run),
    method: hop.method,
    url: hop.url,
    headers: hop.headers,
    ...(hop.body !== null && { body: hop.body }),
    ...(hop.clientCertificate && { clientCertificate: hop.clientCertificate }),
    maxResponseBytes: maxBodyBytes,
    ...(spec.family !== 'any' && { family: spec.family === 'ipv4' ? 4 : 6 }),
    // A page that is public may be asked for in the clear; a secret, or what a body says, may not.
    plain: hop.secret || hop.body !== null ? 'ownNetwork' : 'anywhere',
  })
}

function firstHop({ url, method, body, headers, auth, clientCertificate }: Spec): Hop {
  const own = Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value]))
  if (auth?.kind === 'bearer') own['authorization'] = `Bearer ${auth.token}`
  if (auth?.kind === 'basic') {
    own['authorization'] = `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString('base64')}`
  }
  const named = /^(authorization|cookie|x-api-key)$/
  const secret = auth !== null || headers.some(({ name, isSecret }) => isSecret || named.test(name.toLowerCase()))
  return { url: url.replace(/#.*$/, ''), method, body, headers: own, secret, clientCertificate }
}

/** Undefined: it is an answer. What was meant for one server is not taken to another, nor out of an encrypted channel. */
function nextHop(hop: Hop, { status, headers }: EgressResponse): Hop | 'unusable' | undefined {
  const { location } = headers
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined
  if (!URL.canParse(location, hop.url)) return 'unusable'
  const from = new URL(hop.url)
  const to = new URL(location, hop.url)
  to.hash = ''
  if (!/^https?:$/.test(to.protocol) || (from.protocol === 'https:' && to.protocol === 'http:')) return 'unusable'
  // RFC 9110 §15.4: what is not repeated becomes a GET.
  const asGet = status === 303 ? hop.method !== 'HEAD' : (status === 301 || status === 302) && hop.method === 'POST'
  const kept = asGet ? { method: 'GET' as const, body: null } : { method: hop.method, body: hop.body }
  const url = to.href
  const { secret, clientCertificate } = hop
  if (to.origin === from.origin) return { ...kept, url, headers: hop.headers, secret, clientCertificate }
  return { method: kept.method, body: null, url, headers: {}, secret: false, clientCertificate: null }
}

type Seen = { latencyMs: number; redirects: number }

function judgeAnswer(run: CheckRun, spec: Spec, answer: EgressResponse, { latencyMs, redirects }: Seen): Finding {
  const ends = answer.certificateExpiresAt
  const facts: CheckResult['facts'] = {
    status: answer.status,
    ...(spec.maxRedirects > 0 && { redirects }),
    bytes: Buffer.byteLength(answer.body),
    ...(ends && { certificateDays: daysLeft(ends, run.now()) }),
  }
  const seen = { latencyMs, facts }
  const accepted = spec.statuses.some(({ from, to }) => answer.status >= from && answer.status <= to)
  if (!accepted) return failed('status', `answered with status ${answer.status}`, seen)
  const wrong = judgeBody(spec, answer)
  if (wrong) return failed(wrong.code, wrong.reason, seen)
  const expiry =
    ends && spec.certificateDays !== null
      ? judgeExpiry('the certificate', ends, { warnDays: spec.certificateDays, now: run.now(), ...seen })
      : undefined
  return expiry ?? found(latencyMs, facts, `answered with status ${answer.status}`)
}

function judgeBody(spec: Spec, { body, headers, truncated }: EgressResponse) {
  if (spec.keyword === null && spec.json.length === 0) return undefined
  // We ask for none, and inflate none: a few bytes could become gigabytes.
  if (!/^(identity)?$/i.test(headers['content-encoding'] ?? '')) {
    return { code: 'encoding', reason: 'the answer is compressed, although it was asked for without' } as const
  }
  if (spec.keyword !== null) {
    const { text, expect } = spec.keyword
    const present = body.includes(text)
    if (present && expect === 'absent')
      return { code: 'keyword', reason: 'the text is there that must not be' } as const
    if (!present && expect === 'present') {
      const where = truncated ? ' in the first megabyte of the answer' : ' in the answer'
      return { code: 'keyword', reason: `the expected text is not${where}` } as const
    }
  }
  if (spec.json.length === 0) return undefined
  if (truncated) return { code: 'too_large', reason: 'the answer is too large to be read as JSON' } as const
  const wrong = compareJson(body, spec.json)
  return wrong === undefined ? undefined : ({ code: 'json', reason: wrong } as const)
}

/** For types that read a JSON document of somebody. Throws like egress. */
export async function getJson(
  run: CheckRun,
  url: string,
): Promise<{ status: number; body: unknown; durationMs: number }> {
  const headers = { accept: 'application/rdap+json, application/json' }
  const more = { maxResponseBytes: maxBodyBytes, plain: 'anywhere' as const }
  let at = url
  // RDAP servers send on to the one that knows (RFC 7480 §4.3).
  for (let hops = 0; hops < 3; hops += 1) {
    const answer = await run.egress.request({ ...contact(run), ...more, method: 'GET', url: at, headers })
    const next = nextHop(
      { url: at, method: 'GET', body: null, headers, secret: false, clientCertificate: null },
      answer,
    )
    if (next === 'unusable') throw new EgressRefused('url')
    if (!next) return { status: answer.status, body: parse(answer.body), durationMs: answer.durationMs }
    at = next.url
  }
  throw new EgressRefused('url')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
