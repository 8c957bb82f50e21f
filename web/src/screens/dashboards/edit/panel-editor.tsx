import LayoutDashboard from 'lucide-react/icons/layout-dashboard'
import { useMemo } from 'react'
import { editPanel, findPanel, type JsonObject } from '#common/dashboards'
import { Button } from '../../../components/button.tsx'
import { Empty } from '../../../components/empty.tsx'
import { useBoard } from '../board.ts'
import { PanelView } from '../panels/index.ts'
import { allPanels } from '../panel-here.ts'
import { PanelOptions } from './options/panel-options.tsx'
import { QueryList } from './query-list.tsx'
import { setIn } from './set-in.ts'
import { TextContent } from './text-content.tsx'
import { TransformationList } from './transformation-list.tsx'

type Props = { id: number; json: JsonObject; onChange: (json: JsonObject, kind?: string) => void }

/** One value of the panel's JSON is changed; undefined takes it away. */
export type SetOption = (path: readonly string[], value: unknown) => void

/** A panel with its preview on one side, and all that makes it on the other. */
export function PanelEditor({ id, json, onChange }: Props) {
  const { dashboard, shown, set } = useBoard()
  const panel = allPanels(dashboard).find((each) => each.id === id)
  // The first of its copies, with its value of the variable.
  const preview = allPanels(shown).find((each) => each.id === id) ?? panel
  const stored = useMemo(() => findPanel(json, id), [json, id])
  if (!panel || !preview || !stored || panel.kind === 'row') {
    return (
      <Empty
        icon={<LayoutDashboard />}
        title="There is no such panel"
        action={<Button onClick={() => set({ change: undefined })}>Back to the dashboard</Button>}
      >
        It may have been removed.
      </Empty>
    )
  }
  const setOption: SetOption = (path, value) =>
    onChange(
      editPanel(json, id, (before) => setIn(before, path, value)),
      // Lists change in whole steps; letters of a text do not.
      Array.isArray(value) ? undefined : `${id} ${path.join('.')}`,
    )
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_21rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <div className="h-80">
          <PanelView panel={preview} />
        </div>
        {panel.kind === 'text' ? (
          <TextContent panel={panel} setOption={setOption} />
        ) : (
          <>
            <QueryList panel={panel} stored={stored} setOption={setOption} />
            <TransformationList panel={panel} stored={stored} setOption={setOption} />
          </>
        )}
      </div>
      <PanelOptions panel={panel} stored={stored} setOption={setOption} />
    </div>
  )
}
