import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import Activity from 'lucide-react/icons/activity'
import Plus from 'lucide-react/icons/plus'
import SearchX from 'lucide-react/icons/search-x'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { ListedCheck } from '../../../api.ts'
import { buttonClass } from '../../../components/button.tsx'
import { cn } from '../../../components/class-names.ts'
import { Empty } from '../../../components/empty.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card, Screen } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import { duration } from '../../../format.ts'
import { useWorkspace } from '../../../session.ts'
import { useRowKeys } from '../../releases/use-row-keys.ts'
import { CheckFilterBar } from './filter.tsx'
import { checksQuery } from './queries.ts'
import { CheckPill, RecentStrip } from './state.tsx'
import { MonitorKinds } from './tabs.tsx'

const route = getRouteApi('/$workspace/monitors/checks')

export function CheckList() {
  const { slug: workspace } = useWorkspace()
  const { q, is, group, label, type, sort } = route.useSearch()
  const search = { query: q, condition: is, group, label, type, sort }
  const query = useInfiniteQuery(checksQuery(workspace, search))
  const first = query.data?.pages[0]
  const filtered = Boolean(q ?? is ?? group ?? label ?? type)
  const isEmpty = !filtered && first?.items.length === 0
  return (
    <Screen
      title="Monitors"
      lead="What is looked at from outside, again and again. One that is down opens an incident."
      actions={
        <Link to="/$workspace/monitors/checks/new" params={{ workspace }} className={buttonClass('primary')}>
          <Plus aria-hidden />
          Create monitor
        </Link>
      }
    >
      <MonitorKinds chosen="checks" />
      {!isEmpty && <CheckFilterBar counts={first?.counts} />}
      <Loaded query={query} skeleton={<SkeletonRows rows={8} />}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          if (isEmpty) return <NoChecks />
          if (items.length === 0) {
            return (
              <Empty icon={<SearchX />} title="No monitor fits this filter">
                {is === 'down' ? 'None is down.' : 'Look for something else, or for all of them.'}
              </Empty>
            )
          }
          return (
            <Rows
              items={items}
              hasMore={query.hasNextPage}
              onEnd={() => !query.isFetchingNextPage && void query.fetchNextPage()}
            />
          )
        }}
      </Loaded>
    </Screen>
  )
}

const columns = 'md:grid md:grid-cols-[6.5rem_minmax(0,1fr)_6rem_7rem_14rem] md:items-center md:gap-x-4'
const rowPx = 57
const narrowRowPx = 140
/** So many rows before the end the next ones are fetched. */
const aheadRows = 20

type Props = { items: readonly ListedCheck[]; hasMore: boolean; onEnd: () => void }

/** Only the rows in sight are in the document, however many there are. */
function Rows({ items, hasMore, onEnd }: Props) {
  const keys = useRowKeys()
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => document.querySelector<HTMLElement>('#content'),
    estimateSize: () => (matchMedia('(min-width: 48rem)').matches ? rowPx : narrowRowPx),
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 12,
    scrollMargin: top,
  })
  useLayoutEffect(() => {
    const scroller = document.querySelector<HTMLElement>('#content')
    const list = box.current
    if (!list || !scroller) return
    const measure = (): void => {
      setTop(list.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(scroller)
    return () => observer.disconnect()
  }, [])
  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && last >= items.length - aheadRows) onEnd()
  })
  return (
    <Card>
      <div aria-hidden className={cn('hidden h-8 border-b border-line px-4 text-xs text-faint', columns)}>
        <span>State</span>
        <span>Monitor</span>
        <span>Answered in</span>
        <span>Since</span>
        <span className="text-right">Last 30 checks</span>
      </div>
      <div ref={keys}>
        <div
          ref={box}
          role="list"
          aria-label="Monitors"
          className="relative"
          style={{ height: virtual.getTotalSize() }}
        >
          {shown.map(({ index, start, key }) => {
            const monitor = items[index]
            return (
              monitor && (
                <div
                  key={key}
                  role="listitem"
                  data-index={index}
                  ref={virtual.measureElement}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${start - top}px)` }}
                >
                  <Row monitor={monitor} />
                </div>
              )
            )
          })}
        </div>
      </div>
    </Card>
  )
}

function Row({ monitor }: { monitor: ListedCheck }) {
  const { slug: workspace } = useWorkspace()
  const { id, name, target, condition, since, latencyMs, recent, reason, groupName, labels, flapping } = monitor
  const isWell = condition === 'up' || condition === 'paused' || condition === 'waiting'
  return (
    <div
      className={cn(
        'relative border-b border-line px-4 py-2.5 hover:bg-hover has-[a:focus-visible]:bg-selected md:h-14.25',
        columns,
      )}
    >
      <div className="mb-1.5 md:mb-0">
        <CheckPill condition={condition} />
      </div>
      <div className="min-w-0">
        <Link
          to="/$workspace/monitors/checks/$monitorId"
          params={{ workspace, monitorId: id }}
          data-row-link
          className="block truncate text-base font-medium after:absolute after:inset-0"
        >
          <bdi>{name}</bdi>
        </Link>
        <p className="flex gap-x-3 overflow-hidden text-xs whitespace-nowrap text-muted">
          <span className="min-w-0 truncate">{isWell ? target : reason}</span>
          {groupName && <span className="shrink-0 text-faint">{groupName}</span>}
          {labels.slice(0, 3).map((label) => (
            <span key={label} className="shrink-0 rounded bg-sunken px-1 text-muted">
              {label}
            </span>
          ))}
          {flapping && <span className="shrink-0 text-degraded">back and forth</span>}
        </p>
      </div>
      <div className="mt-1.5 flex gap-x-4 text-muted md:mt-0 md:contents">
        <span>{latencyMs === null ? <span className="text-faint">none</span> : duration(latencyMs)}</span>
        <Time at={since} />
      </div>
      <div className="mt-1.5 flex md:mt-0 md:justify-end">
        <RecentStrip recent={recent} />
      </div>
    </div>
  )
}

function NoChecks() {
  const { slug: workspace } = useWorkspace()
  return (
    <Empty
      icon={<Activity />}
      title="Nothing is checked yet"
      action={
        <Link to="/$workspace/monitors/checks/new" params={{ workspace }} className={buttonClass('primary')}>
          Create monitor
        </Link>
      }
    >
      Give an address, and Watchword looks at it from now on: a website, a port, a certificate, a database.
    </Empty>
  )
}
