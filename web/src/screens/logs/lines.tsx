import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import ArrowUp from 'lucide-react/icons/arrow-up'
import { useCallback, useMemo, useRef } from 'react'
import { Button } from '../../components/button.tsx'
import { ErrorPanel, ErrorLine } from '../../components/error-panel.tsx'
import { Histogram } from '../../components/histogram.tsx'
import { hasPart, mergeNames, withToggled } from '../../components/query-text.ts'
import { rangeBetween } from '../../components/time-range.ts'
import { counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { DayHeading } from './day-heading.tsx'
import { beginsDay, logNames, mergeLines } from './found.ts'
import { LineRow } from './line-row.tsx'
import { LineSkeleton } from './line-skeleton.tsx'
import { LiveSwitch } from './live-switch.tsx'
import { NoLines } from './no-lines.tsx'
import { QueryHelp } from './query-help.tsx'
import { foundLogsQuery, logCountsQuery, logNamesQuery, logsFallback, queryProblem, type Asked } from './queries.ts'
import { SearchBar } from './search-bar.tsx'
import { useRowKeys } from './use-row-keys.ts'
import { useTail } from './use-tail.ts'

const route = getRouteApi('/$workspace/logs')

/** How often the counts are asked for again while lines come in. */
const liveCountsMs = 10_000

export function Lines() {
  const { slug } = useWorkspace()
  const { q = '', project, range = logsFallback, row, live = false } = route.useSearch()
  const navigate = route.useNavigate()
  const queryClient = useQueryClient()
  const box = useRef<HTMLUListElement>(null)
  useRowKeys(box)
  const asked = useMemo<Asked>(() => ({ query: q, projectId: project, range }), [q, project, range])
  const fixed = range.includes('/')
  const found = useInfiniteQuery(foundLogsQuery(slug, asked))
  const problem = queryProblem(found.error)
  const on = live && !fixed && problem === undefined
  const counts = useQuery({ ...logCountsQuery(slug, asked), refetchInterval: on ? liveCountsMs : false })
  const names = useQuery(logNamesQuery(slug, project))
  const tail = useTail(slug, asked, on)

  const listed = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data])
  const lines = useMemo(() => mergeLines(listed, tail.shown), [listed, tail.shown])
  const known = useMemo(() => new Set(lines.map(({ id }) => id)), [lines])
  const newer = found.data ? tail.waiting.filter(({ id }) => !known.has(id)).length : 0

  const change = useCallback(
    (next: Partial<Asked>): void => {
      const { query, projectId, range: wanted } = { ...asked, ...next }
      const search = { q: query || undefined, project: projectId, range: wanted === logsFallback ? undefined : wanted }
      void navigate({ search: ({ live: on, row: open }) => ({ ...search, live: on, row: open }), resetScroll: false })
    },
    [asked, navigate],
  )
  const setQuery = useCallback((query: string) => change({ query }), [change])
  const toggle = useCallback(
    (id: string): void =>
      void navigate({
        search: (search) => ({ ...search, row: search.row === id ? undefined : id }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  )
  const readAgain = (): void => {
    tail.restart()
    void queryClient.resetQueries({ queryKey: foundLogsQuery(slug, asked).queryKey, exact: true })
    void counts.refetch()
  }
  const showNewer = (): void => {
    if (tail.skipped) readAgain()
    else tail.show()
    document.getElementById('content')?.scrollTo({ top: 0 })
  }
  const switchLive = (): void => {
    if (!live) readAgain()
    void navigate({
      search: (search) => ({ ...search, live: live ? undefined : true }),
      replace: true,
      resetScroll: false,
    })
  }

  return (
    <>
      <SearchBar
        asked={asked}
        onChange={change}
        fallback={logsFallback}
        names={mergeNames(logNames, names.data?.items ?? [])}
        problem={problem}
        label="Search logs"
        placeholder='Search: card declined level:>=warning service:shop "timed out"'
      >
        <LiveSwitch
          on={on}
          onSwitch={switchLive}
          asOf={tail.asOf}
          problem={tail.problem}
          refusal={fixed ? 'New lines come only into a range that ends now.' : undefined}
        />
      </SearchBar>
      {problem !== undefined && <QueryHelp />}
      {problem === undefined && (
        <div className="border-b border-line px-3 pt-1.5 md:px-4">
          <Histogram
            counted={counts.data}
            end={fixed ? 'fixed' : 'now'}
            noun="line"
            stale={counts.isPlaceholderData}
            onNarrow={(from, to) => change({ range: rangeBetween(from, to) })}
            onLevel={(level) => setQuery(withToggled(q, 'level', level))}
            isOnly={(level) => hasPart(q, 'level', level)}
          />
        </div>
      )}
      <p role="status" className="sr-only">
        {newer > 0 ? counted(newer, 'newer line') : ''}
      </p>
      {newer > 0 && (
        <div className="pointer-events-none sticky top-22 z-10 flex h-0 justify-center">
          <button
            type="button"
            onClick={showNewer}
            className="appear pointer-events-auto mt-2 flex h-8 items-center gap-1.5 rounded-full bg-accent-fill px-3.5 font-medium text-on-accent shadow-float hover:bg-accent-fill-hover"
          >
            <ArrowUp className="size-3.5" aria-hidden />
            {tail.skipped ? 'Many newer lines' : counted(newer, 'newer line')}
          </button>
        </div>
      )}
      {found.isPending && <LineSkeleton />}
      {found.isError && problem === undefined && listed.length === 0 && (
        <div className="p-6">
          <ErrorPanel error={found.error} retry={() => void found.refetch()} />
        </div>
      )}
      {found.isSuccess && lines.length === 0 && newer === 0 && <NoLines asked={asked} onChange={change} />}
      <ul ref={box} aria-label="Lines" aria-busy={found.isPending}>
        {lines.map((line, index) => [
          beginsDay(lines, index, new Date()) && <DayHeading key={`day ${line.id}`} at={line.occurredAt} />,
          <LineRow key={line.id} line={line} open={line.id === row} query={q} onToggle={toggle} onQuery={setQuery} />,
        ])}
      </ul>
      {found.isFetchNextPageError && <ErrorLine error={found.error} />}
      {found.hasNextPage && (
        <div className="py-4 text-center">
          <Button pending={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            Show older lines
          </Button>
        </div>
      )}
    </>
  )
}
