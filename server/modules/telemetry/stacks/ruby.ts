/** `Exception#full_message`, or `backtrace` line by line: the crash first, then causes in the same form. */
import type { StackSection } from './common.ts'
import { frameOf, lineNumber, linesOf } from './lines.ts'

type Read = { frame: ReturnType<typeof frameOf>; rest: string }

export function readRuby(text: string): StackSection[] {
  const sections: StackSection[] = []
  for (const raw of linesOf(text)) {
    const isFrom = raw.startsWith('from ')
    const read = readLine(isFrom ? raw.slice(5) : raw)
    if (!read) continue
    // A message behind the place begins the next one of a chain; so does the first line of all.
    const header = isFrom ? undefined : messageOf(read.rest)
    if (header || sections.length === 0) {
      sections.push({ type: header?.type, value: header?.value, frames: [] })
    }
    sections.at(-1)?.frames.push(read.frame)
  }
  for (const section of sections) section.frames.reverse()
  return sections.reverse()
}

/** `/app/pay.rb:12:in 'Shop::Cart#charge'`, in Ruby before 3.4 `` `charge' ``. */
function readLine(line: string): Read | undefined {
  const match = /:(\d{1,9})(?::in [`']([^`']{1,200})')?(?=: |$)/.exec(line)
  if (!match || match.index === 0 || /\s/.test(line[0] ?? ' ')) return undefined
  const file = line.slice(0, match.index)
  if (!file.includes('/') && !file.endsWith('.rb') && !file.startsWith('(')) return undefined
  const name = match[2]?.replace(/^(?:block|rescue|ensure)(?: \(\d{1,3} levels\))? in /, '')
  const frame = frameOf({ file, line: lineNumber(match[1]), ...(name && { function: name }) })
  return { frame, rest: line.slice(match.index + match[0].length + 2) }
}

/** `boom (Shop::PaymentFailed)` */
function messageOf(rest: string): { type: string | undefined; value: string | undefined } | undefined {
  const open = rest.endsWith(')') ? rest.lastIndexOf('(') : -1
  const type = open < 0 ? '' : rest.slice(open + 1, -1)
  if (!/^[A-Z][\w:]{0,200}$/.test(type)) return undefined
  return { type, value: rest.slice(0, open).trim() || undefined }
}
