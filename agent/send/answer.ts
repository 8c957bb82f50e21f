/** What an answer to remote write means for what was sent. Remote Write specifications 1.0 and 2.0, "Retries". */
export type Protocol = '2.0' | '1.0'

export type Answer = {
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** Its beginning. */
  body: string
}

export type Verdict =
  | { kind: 'accepted' }
  /** The server knows only the older protocol. */
  | { kind: 'fallback' }
  /** What is wrong with it will be wrong again: it is given up. */
  | { kind: 'refused'; reason: string; written: number }
  | { kind: 'retry'; reason: string; afterMs?: number }
  /** Nothing will be accepted until a person changes something: it is kept, and asked again rarely. */
  | { kind: 'denied'; reason: string }

const writtenHeader = 'x-prometheus-remote-write-samples-written'
/** A server that asks for more is asked again after this all the same. */
const maxRetryAfterMs = 60 * 60 * 1000

export function judge(protocol: Protocol, answer: Answer, nowMs: number): Verdict {
  const { status } = answer
  const written = countOf(answer)
  const says = describe(answer)
  if (status >= 200 && status < 300) {
    // One that knows 2.0 says what it wrote; without a word it took the body for an empty 1.0 request.
    return protocol === '2.0' && written === undefined ? { kind: 'fallback' } : { kind: 'accepted' }
  }
  if (status === 401 || status === 403) {
    return { kind: 'denied', reason: `the server refuses the key (${says}): it was revoked, or is not one for metrics` }
  }
  if (status === 429 || status === 408 || status >= 500) {
    const afterMs = retryAfter(answer, nowMs)
    return { kind: 'retry', reason: `the server answered ${says}`, ...(afterMs !== undefined && { afterMs }) }
  }
  // A receiver from before 2.0 answers 400 to it, one that knows it always counts.
  if (protocol === '2.0' && (status === 415 || (status === 400 && written === undefined))) return { kind: 'fallback' }
  if (status >= 300 && status < 400) {
    const place = String(answer.headers['location'] ?? 'elsewhere')
    return { kind: 'denied', reason: `the server sends to ${place} (${status}): put that address into the settings` }
  }
  if (status === 404 || status === 405 || status === 415) {
    return { kind: 'denied', reason: `nothing takes remote write there (${says}): look at the address` }
  }
  return { kind: 'refused', reason: `the server answered ${says}`, written: written ?? 0 }
}

function countOf({ headers }: Answer): number | undefined {
  const text = headers[writtenHeader]
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

function describe({ status, body }: Answer): string {
  const text = body.replaceAll(/\s+/g, ' ').trim().slice(0, 300)
  return text === '' ? String(status) : `${status}: ${text}`
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function retryAfter({ headers }: Answer, nowMs: number): number | undefined {
  const text = headers['retry-after']
  if (typeof text !== 'string') return undefined
  const ms = /^\d{1,9}$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - nowMs
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), maxRetryAfterMs)
}
