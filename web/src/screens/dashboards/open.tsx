import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { expandRepeats, readDashboard, type JsonObject, type Panel } from '#common/dashboards'
import type { StoredDashboard } from '../../api.ts'
import { useTitle } from '../../components/screen.tsx'
import { useRefusal, useWorkspace } from '../../session.ts'
import { chosenOf, type Search } from './address.ts'
import { useMarks } from './annotations/use-marks.ts'
import { Bar } from './bar.tsx'
import { BoardContext, type Board, type SearchChange } from './board.ts'
import { DashboardSkeleton } from './skeleton.tsx'
import { change, draftOf, isDirty, redo, undo, type Draft } from './edit/draft.ts'
import { ShownPanels } from './shown-panels.tsx'
import { PanelScopeProvider, type PanelData, type PanelScope } from './panels/index.ts'
import { spanBetween, type Span } from './times.ts'
import { useChosen } from './variables/use-chosen.ts'
import { useWindow } from './time/use-window.ts'
import { useTexts } from './use-texts.ts'
import { useVariables } from './variables/use-variables.ts'

const EditMode = lazy(async () => ({ default: (await import('./edit/edit-mode.tsx')).EditMode }))

const route = getRouteApi('/$workspace/dashboards/$dashboardId')
const scrapeIntervalMs = 15_000
const nothing = { variables: [], values: {}, problems: [] }

/** A dashboard on the screen, as it was saved or as it is being changed. */
export function OpenDashboard({ stored }: { stored: StoredDashboard }) {
  const { slug } = useWorkspace()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const writing = useRefusal('dashboards.write')
  const [draft, setDraft] = useDraft(stored)
  const [editBarAt, setEditBarAt] = useState<HTMLElement | null>(null)
  const { dashboard } = useMemo(() => readDashboard(draft.now), [draft.now])
  useTitle(dashboard.title)
  const set = (next: SearchChange, how?: 'replace'): void =>
    void navigate({
      search: (before: Search) => ({ ...before, ...next }),
      resetScroll: false,
      replace: how === 'replace',
    })
  const span: Span = { from: search.from ?? dashboard.time.from, to: search.to ?? dashboard.time.to }
  const { bounds, nowMs, refreshNow } = useWindow(span, search.refresh ?? dashboard.refresh)
  const chosen = useMemo(() => chosenOf(search), [search])
  const { preferred, choose } = useChosen(dashboard.variables, set)
  const variables = useVariables({ workspace: slug, variables: dashboard.variables, chosen, preferred, bounds })
  const resolution = variables.data ?? nothing
  const shown = useMemo(() => expandRepeats(dashboard, resolution.values), [dashboard, resolution.values])
  const texts = useTexts(resolution.values, bounds)
  const marks = useMarks({ workspace: slug, dashboard, values: resolution.values, bounds })
  const data = useRef(new Map<string, PanelData>())
  const utc = search.utc ?? dashboard.timezone === 'utc'
  const scope: PanelScope = useMemo(
    () => ({
      ...{
        workspace: slug,
        dashboardId: stored.id,
        ...bounds,
        asOfMs: nowMs,
        values: resolution.values,
        scrapeIntervalMs,
      },
      graphTooltip: dashboard.graphTooltip,
      timeZone: utc ? 'UTC' : zoneOf(dashboard.timezone),
      marks: marks.shown,
      onData: (key, shownData) => void data.current.set(key, shownData),
      onZoom: (from, to) => set(spanBetween({ fromMs: from.getTime(), toMs: to.getTime() })),
    }),
    // `set` is new each time, and does the same.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [slug, stored.id, bounds.fromMs, bounds.toMs, nowMs, resolution.values, dashboard.graphTooltip, utc, marks.shown],
  )
  const refusal =
    writing ?? (stored.kind === 'curated' ? 'It comes with Watchword: make a copy to change it.' : undefined)
  const board: Board = {
    ...{
      workspace: slug,
      stored,
      dashboard,
      shown,
      json: draft.now,
      search,
      set,
      span,
      bounds,
      utc,
      resolution,
      texts,
      refusal,
    },
    editBarAt,
    dataOf: (panel: Panel) => data.current.get(panel.key),
  }
  const editing =
    refusal === undefined && (search.edit === true || search.change !== undefined || search.part !== undefined)
  return (
    <BoardContext value={board}>
      <PanelScopeProvider value={scope}>
        <div className="flex min-h-full flex-col">
          <Bar {...{ marks, choose, editing, setEditBarAt }} onNow={refreshNow} fetching={variables.isFetching} />
          <div className="min-w-0 flex-1 px-2 pt-2 pb-10 md:px-4">
            {variables.data === undefined && dashboard.variables.length > 0 ? (
              <DashboardSkeleton />
            ) : editing ? (
              <Suspense fallback={<DashboardSkeleton />}>
                <EditMode
                  draft={draft}
                  dirty={isDirty(draft)}
                  onChange={(now: JsonObject, kind?: string) => setDraft((before) => change(before, now, kind))}
                  onUndo={() => setDraft(undo)}
                  onRedo={() => setDraft(redo)}
                  onSaved={(json: JsonObject) => setDraft(draftOf(json))}
                />
              </Suspense>
            ) : (
              <ShownPanels dashboard={shown} />
            )}
          </div>
        </div>
      </PanelScopeProvider>
    </BoardContext>
  )
}

/** What somebody else saved comes in by itself as long as nothing was changed here. */
function useDraft(stored: StoredDashboard): [Draft, React.Dispatch<React.SetStateAction<Draft>>] {
  const [draft, setDraft] = useState(() => draftOf(stored.dashboard))
  const [seen, setSeen] = useState(stored.version)
  if (stored.version !== seen) {
    setSeen(stored.version)
    if (!isDirty(draft)) setDraft(draftOf(stored.dashboard))
  }
  return [draft, setDraft]
}

function zoneOf(timezone: string): string | undefined {
  if (timezone === '' || timezone === 'browser') return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}
