/** Which frames stand in the original source, which are generated code, and what is missing. */
import type { EventDetail, Frame } from '../../api.ts'

export type SourceState =
  /** Put back by a source map. */
  | 'mapped'
  /** It names a map that is not there, or that could not be used. */
  | 'missing'
  /** It looks like generated code and names no map at all. */
  | 'generated'
  | 'plain'

export type SourceProblem = {
  /** As the server tells it. */
  why: string
  debugId: string | undefined
  /** The first file that it concerns. */
  file: string | undefined
}

type Evidence = Pick<EventDetail, 'debugImages' | 'notes' | 'exceptions' | 'threads' | 'platform'>

/** Answers for each frame of the event. */
export function sourceStates(event: Evidence): (frame: Frame) => SourceState {
  const debugIdOf = debugIdsOf(event)
  const whys = unresolvedOf(event)
  const isScript = scriptPlatforms.has(event.platform)
  return (frame) => {
    if (frame.minified) return 'mapped'
    if (!isScript || frame.contextLine !== undefined) return 'plain'
    const debugId = debugIdOf(frame)
    if (debugId !== undefined && whys.length > 0) return 'missing'
    return looksGenerated(frame) ? 'generated' : 'plain'
  }
}

const scriptPlatforms = new Set(['javascript', 'node'])

/** What stands in the way of the original source, each once. */
export function sourceProblems(event: Evidence): SourceProblem[] {
  const debugIdOf = debugIdsOf(event)
  const frames = [...event.exceptions, ...event.threads].flatMap((stack) => stack.frames)
  return unresolvedOf(event).map((why) => {
    const frame = frames.findLast((each) => {
      const id = debugIdOf(each)
      return id !== undefined && bare(why).includes(id)
    })
    return {
      why,
      debugId: /\b[0-9a-f]{32}\b/.exec(bare(why))?.[0],
      file: frame && withoutQuery(frame.path ?? frame.file),
    }
  })
}

/** Own frames that look generated though nothing says which map belongs to them. */
export function hasUnnamedMaps(event: Evidence): boolean {
  const stateOf = sourceStates(event)
  return event.exceptions.some(({ frames }) => frames.some((frame) => stateOf(frame) === 'generated'))
}

function unresolvedOf({ notes }: Evidence): string[] {
  return [...new Set(notes.filter(({ what }) => what === 'unresolved').map(({ why }) => why))]
}

function debugIdsOf({ debugImages }: Evidence): (frame: Frame) => string | undefined {
  const byFile = new Map<string, string>()
  for (const { type, code_file: file, debug_id: id } of debugImages) {
    if (type === 'sourcemap' && typeof file === 'string' && typeof id === 'string') byFile.set(file, bare(id))
  }
  return ({ debugId, path, file }) =>
    (debugId === undefined ? undefined : bare(debugId)) ?? byFile.get(path ?? '') ?? byFile.get(file ?? '')
}

/** Bundles have all on a few long lines, or a name that says so. */
const farColumn = 500
function looksGenerated({ file, path, line, column }: Frame): boolean {
  const name = withoutQuery(path ?? file) ?? ''
  return /\.min\.m?js$|[.-][0-9a-f]{8,}\.m?js$/i.test(name) || ((line ?? 99) <= 20 && (column ?? 0) >= farColumn)
}

/** A debug id is written with dashes and without, in both cases. */
function bare(text: string): string {
  return text.toLowerCase().replaceAll(/(?<=[0-9a-f])-(?=[0-9a-f])/g, '')
}

function withoutQuery(url: string | undefined): string | undefined {
  return url?.split(/[?#]/)[0]
}
