/** A dashboard as it is shown: rows with what belongs to them. */
import { type Look, extentOf, partsOf } from './layout.ts'
import type { Dashboard, Panel, Row } from './model.ts'

/** A row with what belongs to it, or panels without one. */
export type Section = { row?: Row; panels: Panel[]; collapsed: boolean; height: number }

const look: Look<Panel> = {
  isRow: ({ kind }) => kind === 'row',
  isCollapsed: (panel) => panel.kind === 'row' && panel.collapsed,
  place: ({ grid }) => grid,
  inside: (panel) => (panel.kind === 'row' ? panel.panels : []),
}

/** Panels get a grid that starts at 0 within their section; `movePanels` takes the same. */
export function sectionsOf(dashboard: Pick<Dashboard, 'panels'>): Section[] {
  return partsOf(dashboard.panels, look).map(({ row, panels, collapsed }) => {
    const { top, height } = extentOf(panels, look)
    const moved = panels.map((panel) => ({ ...panel, grid: { ...panel.grid, y: panel.grid.y - top } }))
    return { ...(row?.kind === 'row' && { row }), panels: moved, collapsed, height }
  })
}
