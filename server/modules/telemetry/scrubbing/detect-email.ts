import { merge, type Span } from './spans.ts'

/** RFC 5321 §4.5.3.1. */
const maxLocal = 64
const maxDomain = 255

/** From each `@` outwards, a bounded way: however many there are, the time is linear. */
export function findEmails(text: string): Span[] {
  const spans: Span[] = []
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at, Math.max(spans.at(-1)?.end ?? 0, at - maxLocal))
    const end = domainEnd(text, at + 1, Math.min(text.length, at + 1 + maxDomain))
    if (start < at && end > at + 1) spans.push({ start, end })
  }
  // `a%40b.example` in a query.
  const escaped: Span[] = []
  for (let at = text.indexOf('%40'); at !== -1; at = text.indexOf('%40', at + 3)) {
    const start = localStart(text, at, Math.max(0, at - maxLocal))
    const end = domainEnd(text, at + 3, Math.min(text.length, at + 3 + maxDomain))
    if (start < at && end > at + 3) escaped.push({ start, end })
  }
  return escaped.length === 0 ? spans : merge(spans, escaped)
}

function localStart(text: string, at: number, least: number): number {
  let start = at
  while (start > least && isLocal(text.charCodeAt(start - 1))) start -= 1
  // A sentence's own dot before it is none of it.
  while (start < at && text.charCodeAt(start) === 46) start += 1
  return start
}

/** The end of a name with at least one dot in it; `from` where there is none. */
function domainEnd(text: string, from: number, most: number): number {
  let end = from
  while (end < most && isDomain(text.charCodeAt(end))) end += 1
  while (end > from && !isAlphanumeric(text.charCodeAt(end - 1))) end -= 1
  // Not `lastIndexOf`, which would go on to the beginning of the text.
  let dot = end - 1
  while (dot > from && text.charCodeAt(dot) !== 46) dot -= 1
  const isName = dot > from && end - dot > 2 && isAlphanumeric(text.charCodeAt(from))
  return isName ? end : from
}

const isAlphanumeric = (code: number) =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code > 127

/** Letters, digits and `!#$&'*+-./^_~`; of a percent sign an escape may begin, so it is none. */
function isLocal(code: number): boolean {
  return isAlphanumeric(code) || code === 46 || code === 45 || code === 95 || code === 43 || code === 39 || code === 126
}

const isDomain = (code: number) => isAlphanumeric(code) || code === 45 || code === 46
