/** PHP's own form, and the one of its OpenTelemetry SDK, which looks like Java's. */
import type { EventFrame } from '../event.ts'
import type { StackSection } from './common.ts'
import { frameOf, headerOf, lineNumber, linesOf } from './lines.ts'

type Place = { file?: string; line?: number | undefined }
type Call = Place & { function: string }

export function readPhp(text: string): StackSection[] {
  const lines = linesOf(text)
  return lines.some((line) => /^#\d{1,4} /.test(line)) ? readNumbered(lines) : readLikeJava(lines)
}

/** Of a chain the oldest comes first; what follows begins with `Next`. */
function readNumbered(lines: string[]): StackSection[] {
  const sections: StackSection[] = []
  let header: string | undefined
  let calls: Call[] = []
  const close = (): void => {
    if (calls.length > 0) sections.push(sectionOf(header, calls))
    calls = []
    header = undefined
  }
  for (const line of lines) {
    const call = readCall(line)
    if (call) calls.push(call)
    else if (line !== '' && line !== 'Stack trace:' && line !== 'thrown') {
      if (calls.length > 0) close()
      header ??= line.replace(/^(?:PHP )?(?:Fatal error: {1,2})?(?:Uncaught |Next )/, '')
    }
  }
  close()
  return sections
}

/**
 * `#0 /app/Cart.php(12): Shop\Cart->charge(Object(Order))` says where `charge` was *called*, so the place within it is
 * that of the call before, and of the first one that of the throw.
 */
function sectionOf(header: string | undefined, calls: Call[]): StackSection {
  const { text, place } = thrownAt(header)
  const frames: EventFrame[] = []
  let inside: Place = place
  for (const { function: name, ...calledAt } of calls) {
    frames.push(frameOf({ function: name, ...inside }))
    inside = calledAt
  }
  return { ...headerOf(text), frames: frames.reverse() }
}

/** `Shop\PaymentFailed: declined in /app/Pay.php:8` */
function thrownAt(header: string | undefined): { text: string | undefined; place: Place } {
  const at = header?.lastIndexOf(' in ') ?? -1
  const colon = header?.lastIndexOf(':') ?? -1
  const line = lineNumber(header?.slice(colon + 1))
  if (!header || at < 0 || colon < at || line === undefined) return { text: header, place: {} }
  return { text: header.slice(0, at), place: { file: header.slice(at + 4, colon), line } }
}

function readCall(line: string): Call | undefined {
  const text = /^#\d{1,4} (.*)$/.exec(line)?.[1]
  if (text === undefined) return undefined
  if (text === '{main}') return { function: '{main}' }
  const end = text.indexOf(': ')
  if (end < 0) return undefined
  const open = text.lastIndexOf('(', end)
  const number = open < 0 || text[end - 1] !== ')' ? undefined : lineNumber(text.slice(open + 1, end - 1))
  const name =
    text
      .slice(end + 2)
      .split('(', 1)[0]
      ?.replace('->', '::') ?? ''
  return { function: name, ...(number !== undefined && { file: text.slice(0, open), line: number }) }
}

function readLikeJava(lines: string[]): StackSection[] {
  const sections: StackSection[] = []
  let header: string | undefined
  let frames: EventFrame[] = []
  const close = (): void => {
    if (frames.length > 0) sections.push({ ...headerOf(header), frames: frames.reverse() })
    frames = []
  }
  for (const line of lines) {
    const match = /^at ([^()]{1,300})\(([^()]{1,500}?)(?::(\d{1,9}))?\)$/.exec(line)
    if (match) {
      const [, name = '', file = '', number] = match
      frames.push(frameOf({ function: name.replaceAll('.', '\\'), file, line: lineNumber(number) }))
    } else if (line !== '' && !line.startsWith('... ')) {
      close()
      header = line.replace(/^Caused by: /, '')
    }
  }
  close()
  return sections.reverse()
}
