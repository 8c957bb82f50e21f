/** In what the versions of the algorithm differ. A released one is never changed: its golden outputs are a test. */
import type { EventFrame } from '../event.ts'

export type ReadFrame = {
  /** Module or file, and function. */
  value: string
  /** It has a function whose name lasts. */
  useful: boolean
  own: boolean
  /** The next caller is the sender's own code and has no name. */
  calledByNameless: boolean
  /** By a stack rule: it counts in any case, or in none. */
  group: boolean | undefined
}

export type Traits = {
  version: number
  /** Which rules of ours come before the stack. */
  hasBuiltInRules: boolean
  /** A log line whose sender named no template belongs to the mined one. */
  usesMinedTemplates: boolean
  /** The message without what differs from one occurrence to the next; undefined where nothing is left. */
  meaningOf(message: string, platform: string): string | undefined
  /** The route without what differs from one call to the next. */
  routeOf(route: string): string
  /** Why the type of an exception does not count, if it does not. */
  typeFault(type: string, platform: string): string | undefined
  isPlumbing(name: string | undefined): boolean
  /** The frame is the sender's own code, and nothing of it can be read. */
  isStripped(frame: EventFrame): boolean
  /** Those that count, of frames innermost first. */
  decisiveOf(read: ReadFrame[], hasMessage: boolean): Set<ReadFrame>
}
