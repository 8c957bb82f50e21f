/** A heatmap as a table: what the picture shows, in numbers. */
import { resolveField, type PanelOf } from '#common/dashboards'
import type { PanelData } from '../panel-data.ts'
import { rangeOfAll } from '../series.ts'
import type { Column, Table } from '../table/model.ts'
import { cellsOf, isShown } from './model.ts'
import { writerOf } from './words.ts'

type HeatmapPanel = PanelOf<'heatmap'>

/**
 * A row for each time (when the cell begins, as under the pointer), a column for each row of the picture from the least, with
 * what was counted between its bounds. What the picture leaves out is empty.
 */
export function heatmapTable(panel: HeatmapPanel, data: Pick<PanelData, 'frames' | 'histograms'>): Table {
  const { options } = panel
  const cells = cellsOf(panel, data.frames, data.histograms, options)
  const write = writerOf(panel, cells)
  const config = resolveField(panel, { name: 'Time', refId: '', labels: {}, type: 'time' })
  // Only of the count: unit, mappings and the like of the field are those of the bounds.
  const plain = resolveField(
    { field: { ...panel.field, mappings: [] }, overrides: [] },
    { ...noSeries, type: 'number' },
  )
  const counted = { ...plain, unit: options.cellUnit || 'short' }
  const countConfig =
    options.cellDecimals === undefined ? withoutDecimals(counted) : { ...counted, decimals: options.cellDecimals }
  const time: Column = {
    ...{ key: 'time', name: 'Time', config, isTime: true, isNumber: false, range: { min: 0, max: 0 } },
    values: cells.times.map((at) => at - cells.stepMs),
  }
  const columns = cells.rows.map((row, place): Column => {
    const values = row.counts.map((count) => (count !== null && isShown(count, options) ? count : null))
    return {
      ...{ key: `${place} ${row.label}`, name: write.row(row), config: countConfig, values },
      ...{ isTime: false, isNumber: true, range: rangeOfAll([values]) },
    }
  })
  return { columns: [time, ...columns], rowCount: cells.times.length }
}

const noSeries = { name: '', refId: '', labels: {} }

function withoutDecimals<T extends { decimals?: number }>({ decimals: _, ...others }: T): Omit<T, 'decimals'> {
  return others
}
