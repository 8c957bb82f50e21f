import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import CalendarPlus from 'lucide-react/icons/calendar-plus'
import Repeat from 'lucide-react/icons/repeat'
import Wrench from 'lucide-react/icons/wrench'
import { useState } from 'react'
import { Button, buttonClass } from '../../../components/button.tsx'
import { Confirm } from '../../../components/dialog.tsx'
import { Empty } from '../../../components/empty.tsx'
import { ErrorPanel } from '../../../components/error-panel.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { MaintenanceState } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { counted } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import {
  maintenanceSeriesQuery,
  maintenancesQuery,
  pastMaintenancesQuery,
  type Maintenance,
  type MaintenanceSeries,
} from './queries.ts'
import { lengthWords, minutesBetween, monthOf, rangeWords, tileOf } from './times.ts'

/** Planned work as on a wall calendar: what goes on, what comes by month, what repeats, what was. */
export function Maintenances({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(maintenancesQuery(slug, pageId))
  if (query.isPending) return <SkeletonRows rows={3} />
  if (query.isError) return <ErrorPanel error={query.error} retry={() => void query.refetch()} />
  const { items } = query.data
  const underWay = items.filter(({ status }) => status !== 'scheduled')
  const coming = items.filter(({ status }) => status === 'scheduled')
  const byMonth = [...Map.groupBy(coming, (each) => monthOf(new Date(each.scheduledFor), each.timeZone))]
  return (
    <>
      {items.length === 0 ? (
        <Empty
          icon={<Wrench />}
          title="Nothing is planned"
          action={
            <span className="flex flex-wrap justify-center gap-2">
              <PlanLink pageId={pageId} />
              <RecordLink pageId={pageId} />
            </span>
          }
        >
          A maintenance tells your readers beforehand, begins and ends by the clock, and keeps its monitors quiet
          meanwhile.
        </Empty>
      ) : (
        <div className="mb-4 flex flex-wrap justify-end gap-2">
          <RecordLink pageId={pageId} />
          <PlanLink pageId={pageId} />
        </div>
      )}
      {underWay.length > 0 && (
        <Section title="Going on now">
          <Windows items={underWay} pageId={pageId} />
        </Section>
      )}
      {byMonth.map(([month, windows]) => (
        <Section key={month} title={month}>
          <Windows items={windows} pageId={pageId} />
        </Section>
      ))}
      <SeriesList pageId={pageId} />
      <Past pageId={pageId} />
    </>
  )
}

function RecordLink({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  if (useRefusal('statuspages.write')) return null
  return (
    <Link
      to="/$workspace/pages/$pageId/maintenance/record"
      params={{ workspace: slug, pageId }}
      className={buttonClass('quiet')}
    >
      Record one afterwards
    </Link>
  )
}

function PlanLink({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  if (useRefusal('statuspages.write')) return null
  return (
    <Link
      to="/$workspace/pages/$pageId/maintenance/new"
      params={{ workspace: slug, pageId }}
      className={buttonClass('primary')}
    >
      <CalendarPlus aria-hidden />
      Plan a maintenance
    </Link>
  )
}

function Windows({ items, pageId }: { items: readonly Maintenance[]; pageId: string }) {
  return (
    <Card>
      <ul>
        {items.map((each) => (
          <Row key={each.id} maintenance={each} pageId={pageId} />
        ))}
      </ul>
    </Card>
  )
}

function Row({ maintenance, pageId }: { maintenance: Maintenance; pageId: string }) {
  const { slug } = useWorkspace()
  const { id, title, status, scheduledFor, scheduledUntil, timeZone, components, series } = maintenance
  const from = new Date(scheduledFor)
  const until = new Date(scheduledUntil)
  const facts = [
    `${rangeWords(from, until, timeZone)} (${lengthWords(minutesBetween(scheduledFor, scheduledUntil))})`,
    ...components.map(({ name }) => name),
  ]
  return (
    <li className="relative flex items-center gap-4 border-b border-line px-4 py-2 last:border-b-0 hover:bg-hover">
      <Tile at={from} timeZone={timeZone} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
          <Link
            to="/$workspace/pages/$pageId/maintenance/$maintenanceId"
            params={{ workspace: slug, pageId, maintenanceId: id }}
            className="min-w-0 font-medium break-words after:absolute after:inset-0"
          >
            {title}
          </Link>
          {series && (
            <span className="inline-flex items-center gap-1 text-xs text-faint">
              <Repeat className="size-3" aria-hidden />
              repeats
            </span>
          )}
        </div>
        <p className="text-xs text-pretty text-muted">{facts.join(' · ')}</p>
      </div>
      <div className="flex flex-col items-end gap-0.5 text-xs">
        <MaintenanceState state={status} />
        <Time at={status === 'scheduled' ? scheduledFor : scheduledUntil} className="whitespace-nowrap text-faint" />
      </div>
    </li>
  )
}

export function Tile({ at, timeZone }: { at: Date; timeZone: string }) {
  const { day, weekday, month } = tileOf(at, timeZone)
  return (
    <div className="w-11 shrink-0 overflow-hidden rounded-md border border-line text-center leading-none">
      <div className="bg-maintenance-soft py-0.5 text-2xs font-medium text-maintenance">{month}</div>
      <div className="pt-1 text-lg leading-none font-semibold tabular-nums">{day}</div>
      <div className="pt-0.5 pb-1 text-2xs text-faint">{weekday}</div>
    </div>
  )
}

function SeriesList({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(maintenanceSeriesQuery(slug, pageId))
  if (!data || data.items.length === 0) return null
  return (
    <Section title="Repeats">
      <Card>
        <ul>
          {data.items.map((series) => (
            <SeriesRow key={series.id} series={series} />
          ))}
        </ul>
      </Card>
    </Section>
  )
}

function SeriesRow({ series }: { series: MaintenanceSeries }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('statuspages.write')
  const [asking, setAsking] = useState(false)
  const { id, title, words, timeZone, durationMinutes } = series
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-b-0">
      <Repeat className="size-4 shrink-0 text-faint" aria-hidden />
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-medium break-words">{title}</p>
        <p className="text-xs text-muted">
          {words}, {timeZone}, for {lengthWords(durationMinutes)}
        </p>
      </div>
      {!refusal && (
        <Link
          to="/$workspace/pages/$pageId/maintenance-series/$seriesId"
          params={{ workspace: slug, pageId: series.pageId, seriesId: id }}
          className={buttonClass('quiet')}
          aria-label={`Change the series ${title}`}
        >
          Change
        </Link>
      )}
      <Button refusal={refusal} onClick={() => setAsking(true)}>
        End series
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`End “${title}”`}
        action="End series"
        run={async () => {
          await client.endMaintenanceSeries({ params: { seriesId: id }, body: {} })
          await queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
        }}
      >
        All windows that have not begun are cancelled, and subscribers are told once. What has begun goes on to its end.
        This cannot be undone.
      </Confirm>
    </li>
  )
}

function Past({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery(pastMaintenancesQuery(slug, pageId))
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  if (query.isError && items.length === 0) return <ErrorPanel error={query.error} retry={() => void query.refetch()} />
  if (items.length === 0) return null
  return (
    <Section title={`Past, ${counted(items.length, 'maintenance')}${query.hasNextPage ? ' shown' : ''}`}>
      <Windows items={items} pageId={pageId} />
      {query.hasNextPage && (
        <div className="mt-3 text-center">
          <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show older ones
          </Button>
        </div>
      )}
    </Section>
  )
}
