/** Changes of rows. */
import { current } from '../import/migrate.ts'
import type { JsonObject } from '../model.ts'
import { type StoredPart, idOf, storedParts, withParts } from './stored.ts'

/** Closing a row takes the panels below it into it; opening puts them below it again. */
export function setRowCollapsed(json: JsonObject, id: number, collapsed: boolean): JsonObject {
  const stored = current(json)
  const parts = storedParts(stored)
  return withParts(
    stored,
    parts.map((part) => (isRow(part, id) ? { ...part, collapsed } : part)),
  )
}

/** Moves a row and all that belongs to it one section up (-1) or down (1); the first and the last stay where they are. */
export function moveRow(json: JsonObject, id: number, by: -1 | 1): JsonObject {
  const stored = current(json)
  const parts = storedParts(stored)
  const from = parts.findIndex((part) => isRow(part, id))
  const moving = parts[from]
  const other = parts[from + by]
  // Panels without a row would fall into the one that comes before them.
  if (!moving || !other?.row) return json
  const next = [...parts]
  next[from] = other
  next[from + by] = moving
  return withParts(stored, next)
}

function isRow({ row }: StoredPart, id: number): boolean {
  return row !== undefined && idOf(row) === id
}
