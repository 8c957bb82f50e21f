import './grid.css'
import type { CSSProperties, ReactNode } from 'react'
import type { Panel } from '#common/dashboards'
import { pack } from './pack.ts'

type Props = { panels: readonly Panel[]; label: string; children: (panel: Panel) => ReactNode }

/** On a phone they need room for a legend as well. */
const drawn: ReadonlySet<string> = new Set(['timeseries', 'heatmap', 'state-timeline', 'table'])

/** Panels in their places, without anything that could move them. */
export function Cells({ panels, label, children }: Props) {
  return (
    <div role="group" aria-label={label} className="dash-grid">
      {pack(panels).map((panel) => {
        const { x, y, w, h } = panel.grid
        const place = { '--x': x, '--y': y, '--w': w, '--h': h } as CSSProperties // own properties are no known ones
        return (
          <div
            key={panel.key}
            className="dash-cell"
            style={place}
            data-small={w <= 8 && h <= 5 ? '' : undefined}
            data-drawn={drawn.has(panel.kind) ? '' : undefined}
          >
            {children(panel)}
          </div>
        )
      })}
    </div>
  )
}
