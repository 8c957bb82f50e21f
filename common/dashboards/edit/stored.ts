/** The stored form, part by part: for changes that move things. */
import { type Look, type Part, extentOf, partsOf } from '../layout.ts'
import type { Grid, JsonObject } from '../model.ts'
import { readGrid } from '../read/panels.ts'
import { isObject, numberOf, objectsOf } from '../read/values.ts'

/** Nothing is cut off: what is stored has its bound in bytes. */
const most = Number.MAX_SAFE_INTEGER
const look: Look<JsonObject> = {
  isRow: (panel) => panel['type'] === 'row',
  isCollapsed: (panel) => panel['collapsed'] === true,
  place: (panel) => readGrid(panel['gridPos']),
  inside: (panel) => objectsOf(panel['panels'], most),
}

export type StoredPart = Part<JsonObject>

export function storedParts(json: JsonObject): StoredPart[] {
  return partsOf(objectsOf(json['panels'], most), look)
}

/** Writes the parts one below the other. `grids` (within a part) by id of the panel. */
export function withParts(json: JsonObject, parts: StoredPart[], grids: Record<number, Grid> = {}): JsonObject {
  const panels: JsonObject[] = []
  let y = 0
  for (const { row, panels: inner, collapsed } of parts) {
    const moved = placeInside(inner, grids)
    const start = row ? y + 1 : y
    const placed = moved.map((panel) => withGrid(panel, shifted(look.place(panel), start)))
    if (row) {
      const place = { ...look.place(row), x: 0, y, w: 24, h: 1 }
      panels.push({ ...withGrid(row, place), collapsed, panels: collapsed ? placed : [] })
    }
    if (!collapsed) panels.push(...placed)
    y = start + (collapsed ? 0 : bottomOf(moved))
  }
  return { ...json, panels }
}

/** Where the next panel has room. */
export function bottomOf(panels: readonly JsonObject[]): number {
  return panels.reduce((lowest, panel) => Math.max(lowest, look.place(panel).y + look.place(panel).h), 0)
}

function placeInside(panels: JsonObject[], grids: Record<number, Grid>): JsonObject[] {
  const { top } = extentOf(panels, look)
  return panels.map((panel) => {
    const wanted = grids[idOf(panel)]
    return withGrid(panel, wanted ? readGrid(wanted) : shifted(look.place(panel), -top))
  })
}

function shifted(grid: Grid, by: number): Grid {
  return { ...grid, y: Math.max(0, grid.y + by) }
}

/** Keys of the place that we do not know stay. */
function withGrid(panel: JsonObject, grid: Grid): JsonObject {
  const known = isObject(panel['gridPos']) ? panel['gridPos'] : {}
  return { ...panel, gridPos: { ...known, ...grid } }
}

export function idOf(panel: JsonObject): number {
  return numberOf(panel['id']) ?? 0
}

/** Every panel, also those in closed rows. */
export function everyPanel(json: JsonObject): JsonObject[] {
  return objectsOf(json['panels'], most).flatMap((panel) => [panel, ...objectsOf(panel['panels'], most)])
}

/** The dashboard with each panel changed, or without it where nothing comes back. */
export function mapPanels(json: JsonObject, change: (panel: JsonObject) => JsonObject | undefined): JsonObject {
  const each = (panel: unknown): unknown[] => {
    if (!isObject(panel)) return [panel]
    const inner = Array.isArray(panel['panels']) ? { ...panel, panels: panel['panels'].flatMap(each) } : panel
    const changed = change(inner)
    return changed ? [changed] : []
  }
  return { ...json, panels: (Array.isArray(json['panels']) ? json['panels'] : []).flatMap(each) }
}
