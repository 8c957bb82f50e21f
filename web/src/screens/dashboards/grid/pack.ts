/** Where panels stand, in units of the grid: as high as they can, in the order in which they are read. */
import type { Grid } from '#common/dashboards'

export const columns = 24
/** Of one unit, and between two; a panel of height 8 is 296 px high. */
export const unitPx = 30
export const gapPx = 8

/** Panels that lay over each other, or beside the edge, are moved; in order of reading. */
export function pack<T extends { grid: Grid }>(items: readonly T[]): T[] {
  const bottoms = Array.from({ length: columns }, () => 0)
  return items
    .toSorted((one, other) => one.grid.y - other.grid.y || one.grid.x - other.grid.x)
    .map((item) => {
      const w = Math.min(columns, Math.max(1, item.grid.w))
      const x = Math.min(columns - w, Math.max(0, item.grid.x))
      const h = Math.max(1, item.grid.h)
      const y = Math.max(...bottoms.slice(x, x + w))
      bottoms.fill(y + h, x, x + w)
      return { ...item, grid: { x, y, w, h } }
    })
}
