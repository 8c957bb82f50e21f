import { useIsFetching } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import Pencil from 'lucide-react/icons/pencil'
import Share2 from 'lucide-react/icons/share-2'
import { lazy, Suspense, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { useKeys } from '../../keys.ts'
import type { Marks } from './annotations/use-marks.ts'
import { DashboardMenu } from './bar-menu.tsx'
import { useBoard } from './board.ts'
import { CopyButton } from './copy-button.tsx'
import { LinksBar } from './links-bar.tsx'
import { panelHere } from './panel-here.ts'
import { StarButton } from './star.tsx'
import { TimePicker } from './time/picker.tsx'
import { shifted, wider } from './times.ts'
import { VariablesBar } from './variables/bar.tsx'
import type { Resolved } from './variables/resolve.ts'

const ShareDialog = lazy(async () => ({ default: (await import('./share/dialog.tsx')).ShareDialog }))

type Props = {
  marks: Marks
  choose: (name: string, values: string[], resolved: readonly Resolved[]) => void
  editing: boolean
  setEditBarAt: (element: HTMLElement | null) => void
  fetching: boolean
  onNow: () => void
}

/** The name of the dashboard, what may be done with it, its variables and its time. */
export function Bar({ marks, choose, editing, setEditBarAt, fetching, onNow }: Props) {
  const board = useBoard()
  const { workspace, stored, dashboard, search, set, span, bounds, utc, resolution, refusal } = board
  const [sharing, setSharing] = useState(false)
  const asking = useIsFetching({ queryKey: [workspace, 'panel', stored.id] }) > 0
  const bar = useRef<HTMLDivElement>(null)
  useBoardKeys({ onNow, onShare: () => setSharing(true), bar, editing })
  return (
    <div ref={bar} className="z-20 border-b border-line bg-surface px-3 py-2 md:sticky md:top-0 md:px-4 print:static">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
        <Link
          to="/$workspace/dashboards"
          params={{ workspace }}
          title="All dashboards"
          className="-ml-1 flex items-center rounded p-1 text-muted hover:text-text"
        >
          <ArrowLeft className="size-4" aria-hidden />
          <span className="sr-only">All dashboards</span>
        </Link>
        <h1
          className="min-w-0 truncate text-base font-semibold tracking-tight"
          title={dashboard.description || dashboard.title}
        >
          {dashboard.title}
        </h1>
        <StarButton dashboardId={stored.id} title={dashboard.title} starred={stored.starred} />
        <LinksBar />
        <span className="min-w-0 flex-1" />
        {!editing && (
          <div className="flex items-center gap-1.5">
            {stored.kind === 'curated' && <CopyButton />}
            <Button icon={<Share2 aria-hidden />} onClick={() => setSharing(true)} title="Share (s)">
              Share
            </Button>
            {stored.kind === 'own' && (
              <Button
                icon={<Pencil aria-hidden />}
                refusal={refusal}
                onClick={() => set({ edit: true, panel: undefined })}
                title="Edit (e)"
              >
                Edit
              </Button>
            )}
            <DashboardMenu marks={marks} />
          </div>
        )}
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <VariablesBar
          variables={resolution.variables}
          onChange={(name, values) => choose(name, values, resolution.variables)}
        />
        <span className="flex-1" />
        <TimePicker
          {...{ span, bounds, utc, onNow }}
          refresh={search.refresh ?? dashboard.refresh}
          fetching={fetching || asking}
          onSpan={(next) => set(next)}
          onRefresh={(refresh) => set({ refresh: refresh }, 'replace')}
          onUtc={(next) => set({ utc: next || undefined }, 'replace')}
        />
      </div>
      <div ref={setEditBarAt} />
      {resolution.problems.map((problem) => (
        <p key={problem} role="alert" className="mt-2 rounded-md bg-degraded-soft px-3 py-1.5 text-degraded">
          {problem}
        </p>
      ))}
      <Suspense>{sharing && <ShareDialog onClose={() => setSharing(false)} />}</Suspense>
    </div>
  )
}

type KeysInput = {
  onNow: () => void
  onShare: () => void
  bar: React.RefObject<HTMLDivElement | null>
  editing: boolean
}

function useBoardKeys({ onNow, onShare, bar, editing }: KeysInput): void {
  const board = useBoard()
  const { bounds, set, refusal, search, stored } = board
  const group = 'Dashboard'
  useKeys([
    { keys: 'r', does: 'Refresh', group, run: onNow },
    { keys: 'z', does: 'Twice as long', group, run: () => set(wider(bounds, Date.now())) },
    { keys: '[', does: 'Earlier', group, run: () => set(shifted(bounds, -1, Date.now())) },
    { keys: ']', does: 'Later', group, run: () => set(shifted(bounds, 1, Date.now())) },
    {
      ...{ keys: '/', does: 'Choose a variable', group },
      run: () => bar.current?.querySelector<HTMLElement>('[aria-label="Variables"] :is(button, input)')?.focus(),
    },
    { keys: 's', does: 'Share', group, run: onShare },
    ...(editing || refusal !== undefined || stored.kind !== 'own' || search.panel !== undefined
      ? []
      : [{ keys: 'e', does: 'Edit, or the panel that has the focus', group, run: () => editHere(board) } as const]),
  ])
}

function editHere({ set, shown }: ReturnType<typeof useBoard>): void {
  const change = panelHere(shown)
  set(change === undefined ? { edit: true } : { edit: true, change })
}
