/** Stacks of V8, Firefox and Safari, Python, Java. Each line costs time linear in its length. */
import { cleanText } from '../clean.ts'
import type { EventFrame } from '../event.ts'

/** One exception of the text with its frames, oldest call first. */
export type StackSection = { type: string | undefined; value: string | undefined; frames: EventFrame[] }

export type StackText = { platform: 'javascript' | 'python' | 'java' | 'other'; sections: StackSection[] }

const maxLines = 1000
const maxLineLength = 1000
const maxFileLength = 1000
const maxFunctionLength = 200
const maxSections = 20

type Line = { platform: StackText['platform']; frame: EventFrame }

/** Sections are in the order of an event's exceptions: oldest cause first. A text without frames gives none. */
export function parseStackText(text: string): StackText {
  const lines = text.slice(0, maxLines * 200).split(/\r?\n/, maxLines)
  const python = lines.findIndex((line) => line.startsWith('Traceback (most recent call last)'))
  const sections = python >= 0 ? readTracebacks(lines.slice(python)) : []
  if (sections.length > 0) return { platform: 'python', sections }
  return readInnermostFirst(lines)
}

/** V8, Firefox, Safari and Java write the crash first, and causes (`Caused by:`) after what they caused. */
function readInnermostFirst(lines: string[]): StackText {
  let platform: StackText['platform'] = 'other'
  const sections: StackSection[] = []
  let header: string | undefined
  let current: StackSection | undefined
  for (const raw of lines) {
    const line = raw.trim().slice(0, maxLineLength)
    const read = readLine(line)
    if (read) {
      if (!current) sections.push((current = { ...splitHeader(header), frames: [] }))
      if (platform === 'other') platform = read.platform
      current.frames.push(read.frame)
    } else if (line.startsWith('Caused by: ')) {
      if (sections.length === maxSections) break
      header = line.slice('Caused by: '.length)
      current = undefined
    } else if (line && !current && header === undefined) header = line
  }
  for (const section of sections) section.frames.reverse()
  return { platform, sections: sections.reverse() }
}

/** One line of a stack, as `raw` of a frame may hold it too. */
export function readLine(line: string): Line | undefined {
  const text = line.trim().slice(0, maxLineLength)
  if (text.startsWith('at ')) return readJava(text) ?? readV8(text.slice(3).trim())
  return readGecko(text)
}

/** `at com.example.Pay.charge(Pay.java:12)`, with or without a module in front (`java.base/`). */
function readJava(text: string): Line | undefined {
  const match = /^at ([\w$.<>/@-]{1,500})\(([^()]{1,300})\)$/.exec(text)
  const [, name = '', location = ''] = match ?? []
  const dot = name.lastIndexOf('.')
  const [file, line] = location.split(':')
  const known =
    /\.(?:java|kt|scala|groovy|clj)$/.test(file ?? '') || /^(?:Native Method|Unknown Source)$/.test(location)
  if (!match || dot < 0 || !known) return undefined
  const module = name.slice(name.lastIndexOf('/', dot) + 1, dot)
  const hasFile = line !== undefined || file?.includes('.')
  return frame('java', name.slice(dot + 1), hasFile ? file : undefined, number(line), undefined, module)
}

/** `at fn (file:1:2)`, `at async fn (file:1:2)`, `at file:1:2`, `at fn (<anonymous>)`. */
function readV8(text: string): Line | undefined {
  const open = text.endsWith(')') ? text.indexOf(' (') : -1
  const name = open < 0 ? undefined : text.slice(0, open)
  const place = readPlace(open < 0 ? text : text.slice(open + 2, -1))
  if (!place.line && open < 0) return undefined
  return frame('javascript', name?.replace(/^(?:async |new )+/, ''), place.file, place.line, place.column)
}

/** `fn@file:1:2`, `@file:1:2`, `fn@[native code]`; an address or a sentence with an `@` is none. */
function readGecko(text: string): Line | undefined {
  const at = text.search(/@(?:\w{1,20}:|\/|\[native code\]|debugger )/)
  if (at < 0 || /\s/.test(text.slice(0, at))) return undefined
  const place = readPlace(text.slice(at + 1))
  if (!place.line && place.file !== '[native code]') return undefined
  return frame('javascript', text.slice(0, at) || undefined, place.file, place.line, place.column)
}

/** The numbers behind the last colons; what is before is the file, whatever is in it. */
function readPlace(text: string): { file: string; line?: number | undefined; column?: number | undefined } {
  const colon = text.lastIndexOf(':')
  const last = colon < 0 ? undefined : number(text.slice(colon + 1))
  if (last === undefined) return { file: text }
  const before = text.lastIndexOf(':', colon - 1)
  const first = before < 0 ? undefined : number(text.slice(before + 1, colon))
  if (first === undefined) return { file: text.slice(0, colon), line: last }
  return { file: text.slice(0, before), line: first, column: last }
}

/** Python writes the crash last, and causes before what they caused; the line under a frame is its source. */
function readTracebacks(lines: string[]): StackSection[] {
  const sections: StackSection[] = []
  let frames: EventFrame[] = []
  for (const raw of lines) {
    const line = raw.slice(0, maxLineLength)
    const read = readPython(line)
    if (read) frames.push(read.frame)
    else if (/^ {4}\s*\S/.test(line)) addSource(frames.at(-1), line.trim())
    else if (frames.length > 0 && /^[\w.]{1,200}(?::|$)/.test(line)) {
      sections.push({ ...splitHeader(line), frames })
      frames = []
      if (sections.length === maxSections) break
    }
  }
  if (frames.length > 0) sections.push({ ...splitHeader(undefined), frames })
  return sections
}

/** `  File "/app/pay.py", line 3, in charge` */
export function readPython(line: string): Line | undefined {
  const match = /^ {2}File "([^"]{1,900})", line (\d{1,9})(?:, in (\S.{0,300}))?$/.exec(line)
  return match ? frame('python', match[3], match[1], number(match[2])) : undefined
}

/** Not the line of `^^^^` that points at a place within the source. */
function addSource(last: EventFrame | undefined, source: string): void {
  if (last && last.contextLine === undefined && !/^[\^~\s]+$/.test(source)) last.contextLine = cleanText(source, 512)
}

/** `TypeError: x is not a function` into its two parts. */
function splitHeader(header: string | undefined): { type: string | undefined; value: string | undefined } {
  const match = /^(?:Uncaught )?(?:Exception in thread "[^"]{1,100}" )?([\w$.]{1,200})(?:: |$)/.exec(header ?? '')
  if (!header || !match) return { type: undefined, value: header }
  return { type: match[1], value: header.slice(match[0].length) || undefined }
}

function frame(
  platform: Line['platform'],
  name: string | undefined,
  file: string | undefined,
  line: number | undefined,
  column?: number,
  module?: string,
): Line {
  return {
    platform,
    frame: {
      function: name ? cleanText(name, maxFunctionLength) : undefined,
      file: file ? cleanText(file, maxFileLength) : undefined,
      line,
      column,
      module,
    },
  }
}

const number = (text: string | undefined) => (text && /^\d{1,9}$/.test(text) ? Number(text) : undefined)
