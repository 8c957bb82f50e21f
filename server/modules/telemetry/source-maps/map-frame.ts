/** Frames of generated code as they stand in the original source. Pure. */
import { cleanText } from '../clean.ts'
import type { EventFrame } from '../event.ts'
import { declaredName, lineAt, nameAt, shortName } from './function-name.ts'
import { contextLines, maxLineLength } from './limits.ts'
import { findSegment, type ParsedMap, type Position } from './parse-map.ts'
import { sourceName } from './source-map.ts'

const maxNameLength = 200
const maxPathLength = 2_048
/** Whatever is as short in generated code was made up by a tool. */
const madeUpLength = 3

/** Characters that context may still take. */
export type ContextBudget = { left: number }

/** Where a frame is in its map; undefined where it says no line and column, or the map knows none. */
export function locate(map: ParsedMap, { line, column }: EventFrame): Position | undefined {
  // Frames count from 1, maps from 0 (ECMA-426).
  if (!line || !column) return undefined
  const found = findSegment(map, line - 1, column - 1)
  return found && found.source >= 0 ? found : undefined
}

/** `calledAt`: where the frame before this one calls it, in that frame's map. */
export function mapFrame(
  frame: EventFrame,
  {
    map,
    position,
    calledAt,
  }: { map: ParsedMap; position: Position; calledAt?: { map: ParsedMap; position: Position } | undefined },
  budget: ContextBudget,
): EventFrame {
  const source = map.sources[position.source] ?? ''
  const file = cleanText(sourceName(source), maxPathLength)
  return {
    ...frame,
    function: originalName(frame, map, calledAt),
    file,
    path: source === file ? undefined : cleanText(source, maxPathLength),
    // Senders make it from the name of the bundle.
    module: undefined,
    line: position.line + 1,
    column: position.originalColumn + 1,
    ...contextOf(map, position, budget),
    minified: { function: frame.function, file: frame.path ?? frame.file, line: frame.line, column: frame.column },
  }
}

/** Undefined rather than a name that the next build will not have. */
function originalName(
  frame: EventFrame,
  map: ParsedMap,
  calledAt: { map: ParsedMap; position: Position } | undefined,
): string | undefined {
  const short = shortName(frame.function)
  if (short === undefined) return frame.function
  const at = { line: (frame.line ?? 1) - 1, column: (frame.column ?? 1) - 1 }
  const declared = declaredName(map, at, short)
  if (declared !== undefined) return renamed(frame.function ?? '', short, declared)
  if (short.length > madeUpLength) return frame.function
  // A call names what it calls, where the map kept a name for it.
  const called = calledAt && calledAt.position.name >= 0 ? nameAt(calledAt.map, calledAt.position) : undefined
  return called && cleanText(called, maxNameLength)
}

/** `new e` to `new Cart`; what stands before a dot was made up as well. */
function renamed(full: string, short: string, name: string): string {
  const before = short === name ? full.slice(0, full.lastIndexOf(short)) : (/^(?:new|async) /.exec(full)?.[0] ?? '')
  return cleanText(before + name, maxNameLength)
}

function contextOf(
  map: ParsedMap,
  { source, line }: Position,
  budget: ContextBudget,
): Pick<EventFrame, 'contextLine' | 'before' | 'after'> {
  const read = (at: number): string | undefined => {
    const text = lineAt(map, source, at)
    if (text === undefined) return undefined
    const clean = cleanText(text, maxLineLength)
    budget.left -= clean.length
    return clean
  }
  const contextLine = read(line)
  if (contextLine === undefined) return { contextLine: undefined, before: undefined, after: undefined }
  const around = (from: number, to: number): string[] => {
    const lines: string[] = []
    for (let at = Math.max(0, from); at <= to && budget.left > 0; at++) {
      const text = read(at)
      if (text !== undefined) lines.push(text)
    }
    return lines
  }
  return { contextLine, before: around(line - contextLines, line - 1), after: around(line + 1, line + contextLines) }
}
