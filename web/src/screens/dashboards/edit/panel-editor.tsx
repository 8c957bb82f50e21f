import LayoutDashboard from 'lucide-react/icons/layout-dashboard'
import { useMemo, useState } from 'react'
import { editPanel, findPanel, type JsonObject, type Panel } from '#common/dashboards'
import { Button } from '../../../components/button.tsx'
import { Empty } from '../../../components/empty.tsx'
import { useBoard } from '../board.ts'
import { PanelScopeProvider, PanelView, usePanelScope, type PanelData } from '../panels/index.ts'
import { allPanels } from '../panel-here.ts'
import { PanelOptions } from './options/panel-options.tsx'
import { QueryList } from './query-list.tsx'
import { setIn } from './set-in.ts'
import { TextContent } from './text-content.tsx'
import { TransformationList } from './transformations/list.tsx'

type Props = { id: number; json: JsonObject; onChange: (json: JsonObject, kind?: string) => void }

/**
 * One value of the panel's JSON is changed; undefined takes it away. Changes of one `kind` that follow each other, such as the
 * letters of a text, are one step back; without it lists change in whole steps, and each other value is a kind of its own.
 */
export type SetOption = (path: readonly string[], value: unknown, kind?: string) => void

/** A panel with its preview on one side, and all that makes it on the other. */
export function PanelEditor({ id, json, onChange }: Props) {
  const { dashboard, shown, set } = useBoard()
  const panel = allPanels(dashboard).find((each) => each.id === id)
  // The first of its copies, with its value of the variable.
  const preview = allPanels(shown).find((each) => each.id === id) ?? panel
  const stored = useMemo(() => findPanel(json, id), [json, id])
  const [data, setData] = useState<PanelData>()
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
  const setOption: SetOption = (path, value, kind = Array.isArray(value) ? undefined : path.join('.')) =>
    onChange(
      editPanel(json, id, (before) => setIn(before, path, value)),
      kind === undefined ? undefined : `${id} ${kind}`,
    )
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_21rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <Preview panel={preview} onData={setData} />
        {panel.kind === 'text' ? (
          <TextContent panel={panel} setOption={setOption} />
        ) : (
          <>
            <QueryList panel={panel} stored={stored} faults={data?.faults ?? []} setOption={setOption} />
            <TransformationList panel={panel} stored={stored} came={data?.came ?? []} setOption={setOption} />
          </>
        )}
      </div>
      <PanelOptions panel={panel} stored={stored} setOption={setOption} />
    </div>
  )
}

/** The panel as it will be. What its queries answer is told to the forms beside it as well. */
function Preview({ panel, onData }: { panel: Panel; onData: (data: PanelData) => void }) {
  const scope = usePanelScope()
  const told = useMemo(
    () => ({
      ...scope,
      onData: (key: string, data: PanelData) => {
        scope.onData?.(key, data)
        onData(data)
      },
    }),
    [scope, onData],
  )
  return (
    <div className="h-80">
      <PanelScopeProvider value={told}>
        <PanelView panel={panel} />
      </PanelScopeProvider>
    </div>
  )
}
