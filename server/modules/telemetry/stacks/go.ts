/**
 * What a panic prints, `runtime/debug.Stack`, and `%+v` of errors that carry a stack: a function on one line, its place
 * on the next, the crash first.
 */
import type { EventFrame } from '../event.ts'
import type { StackSection } from './common.ts'
import { frameOf, lineNumber, linesOf } from './lines.ts'

/** What recorded the stack stands in it too, above the crash. */
const recorders = /^(?:runtime\/debug|go\.opentelemetry\.io\/otel\/sdk\/trace)$/

export function readGo(text: string): StackSection[] {
  const frames: EventFrame[] = []
  let name: string | undefined
  let goroutines = 0
  for (const line of linesOf(text)) {
    if (line.startsWith('goroutine ')) {
      // The first one is what failed; the others only ran.
      goroutines += 1
      if (goroutines > 1) break
    } else if (name === undefined) name = line === '' ? undefined : line
    else {
      const place = placeOf(line)
      if (place) frames.push(goFrame(name, place))
      name = place ? undefined : line || undefined
    }
  }
  // What recovered stands above the panic, and says nothing of what failed.
  const begin = Math.max(
    frames.findLastIndex(isPanic) + 1,
    frames.findIndex(({ module }) => !recorders.test(module ?? '')),
  )
  const own = begin < 0 ? [] : frames.slice(begin)
  return own.length === 0 ? [] : [{ type: undefined, value: messageOf(text), frames: own.reverse() }]
}

const isPanic = ({ function: name, file = '' }: EventFrame) =>
  (name === 'panic' || name === 'gopanic' || name === 'sigpanic') && file.includes('runtime/')

/** Of a panic, or the first line of an error's own; a stack alone has none. */
function messageOf(text: string): string | undefined {
  const start = text.slice(0, 2_000)
  const panic = /^(?:panic|fatal error): ([^\n]{1,1000})/m.exec(start)?.[1]
  if (panic) return panic.replace(/(?: \[recovered\])+\r?$/, '')
  const [first = '', second = ''] = start.split('\n', 2)
  const isName = /^\t[^\t]{1,300}:\d/.test(second) || first.startsWith('goroutine ')
  return isName ? undefined : first.trim() || undefined
}

/** `/app/main.go:12 +0x1d` */
function placeOf(line: string): { file: string; line: number | undefined } | undefined {
  const plus = line.lastIndexOf(' +0x')
  const place = plus < 0 ? line : line.slice(0, plus)
  const colon = place.lastIndexOf(':')
  const number = colon < 0 ? undefined : lineNumber(place.slice(colon + 1))
  return number === undefined ? undefined : { file: place.slice(0, colon), line: number }
}

/** `github.com/acme/shop/pay.(*Cart).Charge(0xc000, …)`; what is created is called from nowhere. */
function goFrame(line: string, place: { file: string; line: number | undefined }): EventFrame {
  const text = line.replace(/^created by /, '').replace(/ in goroutine \d{1,20}$/, '')
  const called = text.endsWith(')') ? withoutArguments(text) : text
  const slash = called.lastIndexOf('/')
  const dot = called.indexOf('.', slash + 1)
  const frame = frameOf({
    function: dot < 0 ? called : called.slice(dot + 1),
    ...(dot > 0 && { module: called.slice(0, dot) }),
    ...place,
  })
  // A package of the standard library has no dot in its first part; `main` is always the program's own.
  const first = (frame.module ?? '').split('/', 1)[0] ?? ''
  const standard = frame.module !== undefined && frame.module !== 'main' && !first.includes('.') && isGoRoot(place.file)
  return standard ? { ...frame, inApp: false } : frame
}

const isGoRoot = (file: string) => /\/go(?:[\d.-]{1,10})?\/src\/|^[a-z]+\//.test(file)

/** Up to the bracket that the last one closes: a method's receiver has brackets of its own. */
function withoutArguments(text: string): string {
  let depth = 0
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === ')') depth += 1
    else if (text[at] === '(') depth -= 1
    if (depth === 0) return text.slice(0, at)
  }
  return text
}
