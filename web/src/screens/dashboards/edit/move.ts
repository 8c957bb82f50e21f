/** Moving and sizing panels by steps. Pure. */
import type { Dashboard, Grid, Panel } from '#common/dashboards'
import { sectionsOf } from '#common/dashboards'
import { columns, pack } from '../grid/pack.ts'

export type Step = 'left' | 'right' | 'up' | 'down' | 'wider' | 'narrower' | 'taller' | 'lower'

/** Where all panels of a section stand after a step of one of them; the others make room. */
export function step(panels: readonly Panel[], id: number, by: Step): Map<number, Grid> {
  const packed = pack(panels)
  const own = packed.find((panel) => panel.id === id)
  if (!own) return new Map()
  const grid = stepped(
    own.grid,
    by,
    packed.filter((panel) => panel.id !== id).map((panel) => panel.grid),
  )
  const order = packed
    .map((panel) => (panel.id === id ? { ...panel, grid } : panel))
    // Of two at the same height the one that was moved goes first.
    .toSorted((one, other) => one.grid.y - other.grid.y || Number(other.id === id) - Number(one.id === id))
  const placed = pack(order.map((panel, place) => ({ id: panel.id, grid: { ...panel.grid, y: place } })))
  return new Map(placed.map((panel) => [panel.id, panel.grid]))
}

function stepped({ x, y, w, h }: Grid, by: Step, others: readonly Grid[]): Grid {
  const beside = others.filter((other) => other.x < x + w && x < other.x + other.w)
  const above = Math.max(-1, ...beside.filter((other) => other.y < y).map((other) => other.y))
  const below = beside.filter((other) => other.y >= y + h).map((other) => other.y + other.h)
  if (by === 'left') return { x: Math.max(0, x - 1), y, w, h }
  if (by === 'right') return { x: Math.min(columns - w, x + 1), y, w, h }
  if (by === 'up') return { x, y: above === -1 ? y : above, w, h }
  if (by === 'down') return { x, y: below.length > 0 ? Math.min(...below) : y, w, h }
  if (by === 'wider') return { x: Math.min(x, columns - Math.min(columns, w + 1)), y, w: Math.min(columns, w + 1), h }
  if (by === 'narrower') return { x, y, w: Math.max(2, w - 1), h }
  return { x, y, w, h: by === 'taller' ? Math.min(60, h + 1) : Math.max(2, h - 1) }
}

/** Grids of all panels and rows as they are stored, one section below the other. `changed`: within their section. */
export function gridsOf(dashboard: Dashboard, changed: ReadonlyMap<number, Grid>): Record<number, Grid> {
  const grids: Record<number, Grid> = {}
  let top = 0
  for (const { row, panels, collapsed } of sectionsOf(dashboard)) {
    if (row) {
      grids[row.id] = { x: 0, y: top, w: columns, h: 1 }
      top += 1
    }
    const packed = pack(panels.map((panel) => ({ id: panel.id, grid: changed.get(panel.id) ?? panel.grid })))
    for (const { id, grid } of packed) grids[id] = { ...grid, y: grid.y + top }
    if (!collapsed) top += Math.max(0, ...packed.map(({ grid }) => grid.y + grid.h))
  }
  return grids
}
