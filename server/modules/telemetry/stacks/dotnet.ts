/** `Exception.ToString()`: the crash first; of a chain the innermost first, with its outer ones after a mark. */
import type { EventFrame } from '../event.ts'
import type { StackSection } from './common.ts'
import { frameOf, headerOf, lineNumber, linesOf } from './lines.ts'

const endOfInner = '--- End of inner exception stack trace ---'

export function readDotnet(text: string): StackSection[] {
  const lines = linesOf(text)
  const firstFrame = lines.findIndex((line) => line.startsWith('at ') && line.includes('('))
  if (firstFrame < 0) return []
  // `Outer: why ---> Inner: why`, on one line or on several that begin with the arrow.
  const headers = lines
    .slice(0, firstFrame)
    .join('\n')
    .split(/\n? ?---> /)
  const stacks: EventFrame[][] = [[]]
  for (const line of lines.slice(firstFrame)) {
    if (line === endOfInner) stacks.push([])
    else if (line.startsWith('at ')) {
      const frame = dotnetFrame(line.slice(3))
      if (frame) stacks.at(-1)?.push(frame)
    }
  }
  // The first stack belongs to the last header.
  return stacks.map((frames, at) => ({
    ...headerOf(headers.at(-1 - at)?.trim() || undefined),
    frames: frames.reverse(),
  }))
}

/** `Shop.Cart.Pay(Int32 id) in /src/Cart.cs:line 12` */
function dotnetFrame(text: string): EventFrame | undefined {
  const mark = text.lastIndexOf(':line ')
  const at = mark < 0 ? -1 : text.indexOf(') in ')
  const place = at < 0 ? {} : { file: text.slice(at + 5, mark), line: lineNumber(text.slice(mark + 6)) }
  const open = text.indexOf('(')
  if (open <= 0) return undefined
  const { module, name } = readable(text.slice(0, open).trim())
  return frameOf({ function: name, ...(module && { module }), ...place })
}

/** An async method is a class of its own with a `MoveNext`; a closure is one in `<>c`. Both have their method's name. */
function readable(called: string): { module: string; name: string } {
  const generated = /^(.{0,500}?)\.<(\w{1,200})>[\w|]{0,20}\.MoveNext$/.exec(called)
  if (generated) return { module: generated[1] ?? '', name: generated[2] ?? '' }
  const dot = called.endsWith('..ctor') ? called.length - 6 : called.lastIndexOf('.')
  const module = called.slice(0, Math.max(dot, 0)).replace(/[.+]<>c(?:__DisplayClass[\w]{0,20})?$/, '')
  const name = called.slice(dot + 1)
  return { module, name: /^<(\w{1,200})>b__\w{1,20}$/.exec(name)?.[1] ?? name }
}
