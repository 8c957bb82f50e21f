/** A dashboard while it is being changed: what was saved, what it is now, and the way back and forth. Pure. */
import type { JsonObject } from '#common/dashboards'

export type Draft = {
  saved: JsonObject
  past: readonly JsonObject[]
  now: JsonObject
  future: readonly JsonObject[]
  /** Changes of the same kind that follow each other, such as letters of a title, are one step back. */
  kind: string | undefined
}

const mostSteps = 100

export const draftOf = (saved: JsonObject): Draft => ({ saved, past: [], now: saved, future: [], kind: undefined })

export function change(draft: Draft, now: JsonObject, kind?: string): Draft {
  if (now === draft.now) return draft
  const joins = kind !== undefined && kind === draft.kind && draft.past.length > 0
  const past = joins ? draft.past : [...draft.past, draft.now].slice(-mostSteps)
  return { ...draft, past, now, future: [], kind }
}

export function undo(draft: Draft): Draft {
  const now = draft.past.at(-1)
  if (!now) return draft
  return { ...draft, past: draft.past.slice(0, -1), now, future: [draft.now, ...draft.future], kind: undefined }
}

export function redo(draft: Draft): Draft {
  const [now, ...future] = draft.future
  if (!now) return draft
  return { ...draft, past: [...draft.past, draft.now], now, future, kind: undefined }
}

export const isDirty = ({ saved, now }: Draft): boolean =>
  saved !== now && JSON.stringify(saved) !== JSON.stringify(now)
