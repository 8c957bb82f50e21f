/** The rules that the people of a project write, as data. */

/** What is asked of a frame, of any exception of the chain or of the crashed thread. */
export const frameFields = ['path', 'function', 'module', 'package'] as const
/** What is asked of one exception of the chain. */
export const exceptionFields = ['type', 'value'] as const
export const eventFields = ['message', 'level', 'logger', 'environment', 'release', 'platform'] as const

export type FrameField = (typeof frameFields)[number]
export type ExceptionField = (typeof exceptionFields)[number]
export type EventField = (typeof eventFields)[number]
export type RuleField = FrameField | ExceptionField | EventField | `attribute.${string}`

export const stackActions = ['+app', '-app', '+group', '-group'] as const
export type StackAction = (typeof stackActions)[number]

/** `pattern` may hold `*` and `?`; `not`: nothing may match it. */
export type Matcher = { field: RuleField; pattern: string; not: boolean }

/** One of `fingerprint` and `stack`: what a matching event is grouped by, or what becomes of a matching frame. */
export type GroupingRule = { matchers: Matcher[] } & (
  | { fingerprint: string[]; stack?: undefined }
  | { stack: StackAction[]; fingerprint?: undefined }
)

/** 1-based, in characters, as editors count. */
export type RuleError = { line: number; column: number; message: string }

/** Bounds of one project's rules; each is told where it is passed. */
export const ruleLimits = {
  /** Characters of the whole text. */
  text: 20_000,
  rules: 100,
  matchersPerRule: 10,
  partsPerRule: 10,
  /** Characters of a pattern, of a part of a fingerprint, of an attribute's name. */
  word: 200,
  /** Errors that are told at once. */
  errors: 20,
} as const
