import 'react-grid-layout/css/styles.css'
import './edit-grid.css'
import { useRef } from 'react'
import GridLayout, { type Layout } from 'react-grid-layout'
import { movePanels, sectionsOf, setRowCollapsed, type Grid, type JsonObject, type Panel } from '#common/dashboards'
import LayoutDashboard from 'lucide-react/icons/layout-dashboard'
import { useSize } from '../../../components/chart/use-size.ts'
import { Empty } from '../../../components/empty.tsx'
import { useBoard } from '../board.ts'
import { Cells } from '../grid/cells.tsx'
import { columns, gapPx, pack, unitPx } from '../grid/pack.ts'
import { RowHeading } from '../grid/sections.tsx'
import { PanelView } from '../panels/index.ts'
import { EditActions } from './edit-actions.tsx'
import { gridsOf } from './move.ts'
import { RowActions } from './row-actions.tsx'

type Props = { json: JsonObject; onChange: (json: JsonObject, kind?: string) => void }

/** Below it panels stand one below the other, as they do on a phone, and are moved by their buttons. */
const narrowPx = 640

/** Panels that are drawn to their place and size; the copies that variables make are one here. */
export function EditGrid({ json, onChange }: Props) {
  const { dashboard } = useBoard()
  const move = (changed: ReadonlyMap<number, Grid>): void => onChange(movePanels(json, gridsOf(dashboard, changed)))
  if (dashboard.panels.length === 0) {
    return (
      <Empty icon={<LayoutDashboard />} title="No panel yet">
        Add one above: a query, and a way to look at its answer.
      </Empty>
    )
  }
  return (
    <div className="dash-edit flex flex-col gap-2">
      {sectionsOf(dashboard).map(({ row, panels, collapsed }) => (
        <section key={row?.key ?? ''} aria-label={row?.title ?? 'Panels'}>
          {row && (
            <RowHeading
              {...{ row, open: !collapsed, count: panels.length }}
              title={row.title || 'Row without a title'}
              onTurn={() => onChange(setRowCollapsed(json, row.id, !collapsed))}
              actions={<RowActions {...{ row, json, onChange }} />}
            />
          )}
          {!collapsed && panels.length > 0 && <Movable {...{ panels, json, onChange, move }} />}
        </section>
      ))}
    </div>
  )
}

type MovableProps = Props & { panels: readonly Panel[]; move: (changed: ReadonlyMap<number, Grid>) => void }

function Movable({ panels, json, onChange, move }: MovableProps) {
  const box = useRef<HTMLDivElement>(null)
  const { width } = useSize(box)
  const packed = pack(panels)
  const layout = packed.map(({ id, grid: { x, y, w, h } }) => ({ i: String(id), x, y, w, h, minW: 2, minH: 2 }))
  const take = (next: Layout): void => {
    const changed = next.filter(({ i, x, y, w, h }) => {
      const before = packed.find(({ id }) => String(id) === i)?.grid
      return before && (before.x !== x || before.y !== y || before.w !== w || before.h !== h)
    })
    if (changed.length > 0) move(new Map(next.map(({ i, x, y, w, h }) => [Number(i), { x, y, w, h }])))
  }
  const show = (panel: Panel): React.ReactNode => (
    <PanelView panel={panel} actions={<EditActions {...{ panel, panels, json, onChange, move }} />} />
  )
  return (
    <div ref={box} className="min-w-0">
      {width > 0 && width < narrowPx && (
        <Cells panels={panels} label="Panels">
          {show}
        </Cells>
      )}
      {width >= narrowPx && (
        <GridLayout
          width={width}
          layout={layout}
          gridConfig={{ cols: columns, rowHeight: unitPx, margin: [gapPx, gapPx], containerPadding: [0, 0] }}
          dragConfig={{ handle: '[data-panel-header]', cancel: 'button, a' }}
          onDragStop={take}
          onResizeStop={take}
        >
          {packed.map((panel) => (
            <div key={String(panel.id)}>{show(panel)}</div>
          ))}
        </GridLayout>
      )}
    </div>
  )
}
