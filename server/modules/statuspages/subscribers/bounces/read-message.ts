/**
 * A raw message (RFC 5322, RFC 2045), as far as reports of mail servers need it: headers and parts. Whoever knows the
 * address can write to it, so every size is bounded and nothing is assumed; what is malformed is passed over. Pure.
 */

/** The values of each header in order, unfolded, by its name in lower case. */
export type Headers = ReadonlyMap<string, readonly string[]>
export type Part = { headers: Headers; body: string }

const maxHeaders = 300
const maxHeaderLength = 4_000
const maxParts = 20
/** A report within a message within a report: deeper ones are nobody's. */
const maxDepth = 4

/** The text as Latin-1: a byte is a character, so that no charset can break anything. */
export function readPart(text: string): Part {
  const end = /\r?\n\r?\n/.exec(text)
  const head = end ? text.slice(0, end.index) : text
  return { headers: readHeaders(head), body: end ? text.slice(end.index + end[0].length) : '' }
}

/** Of a block of `Name: value` lines, with continuation lines. */
export function readHeaders(block: string): Headers {
  const headers = new Map<string, string[]>()
  let count = 0
  let last: string[] | undefined
  for (const line of block.split(/\r?\n/)) {
    if (/^[ \t]/.test(line)) {
      const value = last?.pop()
      if (last && value !== undefined) last.push(`${value} ${line.trim()}`.trim().slice(0, maxHeaderLength))
      continue
    }
    const [, name, value = ''] = /^([!-9;-~]{1,76}):[ \t]*(.*)$/.exec(line) ?? []
    last = undefined
    if (name === undefined || count >= maxHeaders) continue
    count += 1
    last = headers.get(name.toLowerCase()) ?? []
    last.push(value.trim().slice(0, maxHeaderLength))
    headers.set(name.toLowerCase(), last)
  }
  return headers
}

export function headerOf(headers: Headers, name: string): string | undefined {
  return headers.get(name)?.[0]
}

/** `multipart/report` in lower case; `text/plain` where nothing is said (RFC 2045 §5.2). */
export function typeOf({ headers }: Part): string {
  return /^[^;\s]+/.exec(headerOf(headers, 'content-type') ?? '')?.[0].toLowerCase() ?? 'text/plain'
}

function parameterOf(headers: Headers, name: string): string | undefined {
  const value = headerOf(headers, 'content-type') ?? ''
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]{1,200})"|([^\\s;"]{1,200}))`, 'i').exec(value)
  return found?.[1] ?? found?.[2]
}

/** All parts of a multipart message at whatever depth, in order; those of messages that are enclosed are not opened. */
export function partsOf(message: Part, depth = 0): Part[] {
  const boundary = parameterOf(message.headers, 'boundary')
  if (!typeOf(message).startsWith('multipart/') || boundary === undefined || depth >= maxDepth) return [message]
  const delimiter = `--${boundary}`
  const parts: string[][] = []
  for (const line of message.body.split('\n')) {
    const bare = line.replace(/\s+$/, '')
    if (bare === `${delimiter}--`) break
    if (bare === delimiter) {
      if (parts.length >= maxParts) break
      parts.push([])
    } else parts.at(-1)?.push(line)
  }
  return parts.flatMap((lines) => partsOf(readPart(lines.join('\n')), depth + 1)).slice(0, maxParts)
}

/** The body as it was before it was encoded for its way (RFC 2045 §6). */
export function decoded({ headers, body }: Part): string {
  const encoding = headerOf(headers, 'content-transfer-encoding')?.toLowerCase()
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('latin1')
  if (encoding !== 'quoted-printable') return body
  return body
    .replaceAll(/=[ \t]*\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
