import type { Panel } from '#common/dashboards'
import { useMemo } from 'react'
import { heatmapTable } from './heatmap/table.ts'
import type { PanelData } from './panel-data.ts'
import { Grid } from './table/grid.tsx'
import { tablesOf } from './table/model.ts'

/** The same numbers for who cannot see a drawing, and for copying; the latest first. */
export function AsTable({ panel, data }: { panel: Panel; data: PanelData }) {
  const [table] = useMemo(
    () => (panel.kind === 'heatmap' ? [heatmapTable(panel, data)] : tablesOf(panel, data.frames)),
    [panel, data],
  )
  if (!table) return null
  return (
    <Grid
      table={table}
      name={`${panel.title} as a table`}
      rowHeight={28}
      first={{ column: 'time', descending: true }}
    />
  )
}
