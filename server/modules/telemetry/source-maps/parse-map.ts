/** A source map as it is looked up: flat arrays, so that a thread can hand it over without a copy. Pure. */
import { decodedMappings, FlattenMap, type SectionedSourceMapInput, type TraceMap } from '@jridgewell/trace-mapping'
import { maxDecodedBytes, maxSegments } from './limits.ts'

/** What is wrong with a map, for whoever uploaded it. */
export class UnreadableMap extends Error {
  override name = 'UnreadableMap'
}

export type ParsedMap = {
  /** As the map names them, with its `sourceRoot`. */
  sources: string[]
  /** Of each source its text; null where the map has none. */
  contents: (string | null)[]
  names: string[]
  /** Of each generated line the number of its first segment, and one more at the end. */
  lines: Int32Array<ArrayBuffer>
  /** Five numbers each: column, source, line, column, name; all from 0, -1 for none. Sorted. */
  segments: Int32Array<ArrayBuffer>
  /** The generated code; null where it was not uploaded. */
  script: string | null
  /** What all of it takes in memory, about. */
  sizeBytes: number
}

export type MapFile = { map: Uint8Array; script: Uint8Array | null }

const numbers = 5

/** Throws UnreadableMap. */
export function parseMap({ map, script }: MapFile): ParsedMap {
  const text = textOf(map)
  const segmentCount = countSegments(text)
  if (segmentCount > maxSegments) throw new UnreadableMap(`a source map may have ${maxSegments} segments at most`)
  const read = flatten(text)
  const sources = read.resolvedSources.map(String)
  const contents = sources.map((_, index) => {
    const content: unknown = read.sourcesContent?.[index]
    return typeof content === 'string' ? content : null
  })
  const names = read.names.map(String)
  const generated = script === null ? null : textOf(script)
  const packed = pack(decodedMappings(read), { sources: sources.length, names: names.length })
  const sizeBytes =
    packed.segments.byteLength +
    packed.lines.byteLength +
    // Two bytes a character, and four for where each line of twenty begins.
    [...sources, ...names, ...contents, generated].reduce((sum, part) => sum + 32 + (part?.length ?? 0) * 2.2, 0)
  if (sizeBytes > maxDecodedBytes) throw new UnreadableMap(`it takes more than ${maxDecodedBytes} bytes when decoded`)
  return { sources, contents, names, script: generated, ...packed, sizeBytes: Math.ceil(sizeBytes) }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** No more than there are; what stands in the sources counts as well, which is why the bound is wide. */
function countSegments(text: string): number {
  let count = 0
  for (const [mappings] of text.matchAll(/"mappings"\s*:\s*"[\w+/,;]*"/g)) {
    for (let at = 0; at < mappings.length; at++)
      if (mappings.charCodeAt(at) === 44 || mappings.charCodeAt(at) === 59) count++
  }
  return count
}

function flatten(text: string): TraceMap {
  try {
    // RFC-less custom of old servers: a line that keeps the file from being run as a script.
    const json: unknown = JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, ''))
    if (typeof json !== 'object' || json === null) throw new UnreadableMap('it is no source map')
    const version: unknown = Reflect.get(json, 'version')
    if (version !== 3) throw new UnreadableMap('it is no source map of version 3')
    // Checked by the library as it goes; whatever it throws is caught below.
    return new FlattenMap(json as SectionedSourceMapInput)
  } catch (error) {
    if (error instanceof UnreadableMap) throw error
    throw new UnreadableMap('it is not valid JSON, or no source map')
  }
}

type Bounds = { sources: number; names: number }

function pack(mappings: ReturnType<typeof decodedMappings>, bounds: Bounds): Pick<ParsedMap, 'lines' | 'segments'> {
  const count = mappings.reduce((sum, line) => sum + line.length, 0)
  if (count > maxSegments) throw new UnreadableMap(`a source map may have ${maxSegments} segments at most`)
  const lines = new Int32Array(mappings.length + 1)
  const segments = new Int32Array(count * numbers)
  let at = 0
  mappings.forEach((line, index) => {
    lines[index] = at / numbers
    for (const [column, source = -1, originalLine = -1, originalColumn = -1, name = -1] of line) {
      const isValid = source >= 0 && source < bounds.sources && originalLine >= 0 && originalColumn >= 0
      segments[at++] = column
      segments[at++] = isValid ? source : -1
      segments[at++] = originalLine
      segments[at++] = originalColumn
      segments[at++] = name >= 0 && name < bounds.names ? name : -1
    }
  })
  lines[mappings.length] = at / numbers
  return { lines, segments }
}

export type Position = { column: number; source: number; line: number; originalColumn: number; name: number }

/**
 * The segment that covers a place of the generated code; undefined where there is none. `line` and `column` count from 0,
 * as everything in a map does; frames count from 1.
 */
export function findSegment(map: ParsedMap, line: number, column: number): Position | undefined {
  let low = map.lines[line] ?? 0
  let high = (map.lines[line + 1] ?? low) - 1
  let found = -1
  while (low <= high) {
    const middle = (low + high) >> 1
    if ((map.segments[middle * numbers] ?? 0) <= column) {
      found = middle
      low = middle + 1
    } else high = middle - 1
  }
  if (found < 0) return undefined
  const [start = 0, source = -1, originalLine = 0, originalColumn = 0, name = -1] = map.segments.subarray(
    found * numbers,
    found * numbers + numbers,
  )
  return { column: start, source, line: originalLine, originalColumn, name }
}
