import { useQuery } from '@tanstack/react-query'
import Link2Off from 'lucide-react/icons/link-2-off'
import { useMemo, useState } from 'react'
import { ApiError } from '../../../api.ts'
import { Empty } from '../../../components/empty.tsx'
import { ErrorPanel } from '../../../components/error-panel.tsx'
import { useTitle } from '../../../components/screen.tsx'
import { Time } from '../../../components/time.tsx'
import { absolute } from '../../../format.ts'
import { Sections } from '../grid/sections.tsx'
import { PanelScopeProvider, PanelView, type PanelScope } from '../panels/index.ts'
import { DashboardSkeleton } from '../skeleton.tsx'
import { TimePicker } from '../time/picker.tsx'
import { useWindow } from '../time/use-window.ts'
import { spanBetween, type Bounds, type Span } from '../times.ts'
import { useTexts } from '../use-texts.ts'
import { askPublic, fetchPublic, type PublicView } from './ask-public.ts'

const scrapeIntervalMs = 15_000

export function PublicDashboard({ secret }: { secret: string }) {
  const query = useQuery({
    queryKey: ['public', secret],
    queryFn: ({ signal }) => fetchPublic(secret, signal),
    retry: false,
    staleTime: Infinity,
  })
  useTitle(query.data?.dashboard.title ?? 'Dashboard')
  if (query.data) return <Shown secret={secret} view={query.data} />
  return (
    <main className="flex min-h-screen flex-col justify-center p-4">
      {query.error instanceof ApiError && query.error.status === 404 ? (
        <Empty heading="h1" icon={<Link2Off />} title="There is nothing behind this link">
          It may have been revoked, or its time is over. Whoever gave it to you can make another one.
        </Empty>
      ) : query.isError ? (
        <ErrorPanel heading="h1" error={query.error} retry={() => void query.refetch()} />
      ) : (
        <DashboardSkeleton />
      )}
    </main>
  )
}

function Shown({ secret, view }: { secret: string; view: PublicView }) {
  const { dashboard, values, kind } = view
  // The name of a public link says for whom it is, which is no business of theirs.
  const title = (kind === 'snapshot' && view.name) || dashboard.title
  const [span, setSpan] = useState<Span>(dashboard.time)
  const [refresh, setRefresh] = useState(dashboard.refresh ?? '1m')
  const [utc, setUtc] = useState(dashboard.timezone === 'utc')
  const { bounds: wanted, nowMs, refreshNow } = useWindow(span, kind === 'live' ? refresh : 'off')
  const bounds = boundsOf(view, wanted)
  const texts = useTexts(values, bounds)
  const ask = useMemo(() => askPublic(secret, dashboard), [secret, dashboard])
  const scope: PanelScope = useMemo(
    () => ({
      ...{ workspace: 'public', dashboardId: secret, ...bounds, asOfMs: nowMs, values, scrapeIntervalMs, ask },
      graphTooltip: dashboard.graphTooltip,
      ...(utc && { timeZone: 'UTC' }),
      ...(kind === 'live' && {
        onZoom: (from: Date, to: Date) => setSpan(spanBetween({ fromMs: from.getTime(), toMs: to.getTime() })),
      }),
    }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the two times alone count
    [secret, bounds.fromMs, bounds.toMs, nowMs, values, ask, dashboard.graphTooltip, utc, kind],
  )
  return (
    <PanelScopeProvider value={scope}>
      <div className="flex min-h-screen flex-col bg-canvas">
        <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-surface px-4 py-2.5 md:sticky md:top-0 md:z-20">
          <h1 className="min-w-0 flex-1 basis-60 truncate text-base font-semibold tracking-tight">{title}</h1>
          {kind === 'live' ? (
            <TimePicker
              {...{ span, bounds, refresh, utc }}
              fetching={false}
              onSpan={setSpan}
              onRefresh={setRefresh}
              onNow={refreshNow}
              onUtc={setUtc}
            />
          ) : (
            <p className="text-muted">
              Snapshot: {absolute(new Date(bounds.fromMs))} to {absolute(new Date(bounds.toMs))}
              {view.expiresAt && (
                <>
                  , kept until <Time at={view.expiresAt} />
                </>
              )}
            </p>
          )}
        </header>
        <main className="min-w-0 flex-1 px-2 pt-2 pb-8 md:px-4">
          <Sections dashboard={dashboard} titleOf={texts.titleOf}>
            {(panel) => <PanelView panel={panel} />}
          </Sections>
        </main>
        <footer className="border-t border-line px-4 py-3 text-xs text-faint">Read only. Made with Watchword.</footer>
      </div>
    </PanelScopeProvider>
  )
}

/** The server looks back no further in any case; so that the axes say the same. */
function boundsOf({ kind, fromMs, toMs, longestRangeSeconds }: PublicView, wanted: Bounds): Bounds {
  if (kind === 'snapshot' && fromMs !== null && toMs !== null) return { fromMs, toMs }
  const longestMs = (longestRangeSeconds ?? 86_400) * 1000
  return { fromMs: Math.max(wanted.fromMs, wanted.toMs - longestMs), toMs: wanted.toMs }
}
