import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import { lazy, Suspense, useState } from 'react'
import type { CheckHistory, CheckMonitor, StoredCheck } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { cn } from '../../../components/class-names.ts'
import { Confirm } from '../../../components/dialog.tsx'
import { Select } from '../../../components/field.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Paged } from '../../../components/paged.tsx'
import { Card, Section, useTitle } from '../../../components/screen.tsx'
import { Skeleton, SkeletonRows } from '../../../components/skeleton.tsx'
import { tab as tabAttributes, TabPanel, Tabs } from '../../../components/tabs.tsx'
import { Time } from '../../../components/time.tsx'
import { toast, toastError } from '../../../components/toast.tsx'
import { absolute, duration } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { checkRanges, checkTabs } from '../../../tabs.ts'
import { CheckForm, FactLine } from './check-form.tsx'
import { checkQuery, historyQuery, latencyQuery, resultsQuery, type CheckRange } from './queries.ts'
import { typeWords } from './spec.ts'
import { CheckPill, CheckWord, wordOf } from './state.tsx'
import { ShownOn } from '../shown-on.tsx'

const route = getRouteApi('/$workspace/monitors/checks/$monitorId')

const LatencyChart = lazy(async () => ({ default: (await import('./latency-chart.tsx')).LatencyChart }))

export function CheckScreen() {
  const { slug } = useWorkspace()
  const { monitorId } = route.useParams()
  const query = useQuery(checkQuery(slug, monitorId))
  useTitle(query.data?.name)
  return (
    <Loaded whole query={query} skeleton={<CheckSkeleton />}>
      {(monitor) => <CheckView key={monitor.id} monitor={monitor} />}
    </Loaded>
  )
}

const tabWords = { overview: 'Overview', checks: 'Log', settings: 'Settings' } as const

function CheckView({ monitor }: { monitor: CheckMonitor }) {
  const { slug: workspace } = useWorkspace()
  const { tab: chosen = 'overview' } = route.useSearch()
  const panels = {
    overview: () => <Overview monitor={monitor} />,
    checks: () => <Log monitorId={monitor.id} />,
    settings: () => <Settings monitor={monitor} />,
  }
  return (
    <div className="mx-auto w-full max-w-5xl px-4 py-5 md:px-8 md:py-6">
      <Link
        to="/$workspace/monitors/checks"
        params={{ workspace }}
        className="-ml-1 inline-flex items-center gap-1 rounded p-1 text-muted hover:text-text"
      >
        <ArrowLeft className="size-4" aria-hidden />
        Monitors
      </Link>
      <Heading monitor={monitor} />
      <Tabs label="About this monitor">
        {checkTabs.map((each) => (
          <Link
            key={each}
            to="/$workspace/monitors/checks/$monitorId"
            params={{ workspace, monitorId: monitor.id }}
            search={each === 'overview' ? {} : { tab: each }}
            replace
            resetScroll={false}
            {...tabAttributes(each === chosen)}
          >
            {tabWords[each]}
          </Link>
        ))}
      </Tabs>
      <TabPanel label={tabWords[chosen]}>{panels[chosen]()}</TabPanel>
    </div>
  )
}

function Heading({ monitor }: { monitor: CheckMonitor }) {
  const { slug: workspace } = useWorkspace()
  const { name, condition, target, type, reason, since, intervalSeconds, nextAt, flapping } = monitor
  return (
    <header className="mt-1 mb-5">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">
          <bdi>{name}</bdi>
        </h1>
        <CheckPill condition={condition} />
        <span className="text-muted">
          since <Time at={since} />
        </span>
      </div>
      <p className="mt-1 flex flex-wrap gap-x-3 text-muted">
        <code className="text-xs leading-5 break-all">{target}</code>
        <span>{typeWords[type as keyof typeof typeWords]}</span>
        <span>every {duration(intervalSeconds * 1000)}</span>
        {nextAt && (
          <span>
            next <Time at={nextAt} />
          </span>
        )}
        <Link to="/$workspace/incidents" params={{ workspace }} search={{ q: name }} className="text-link">
          Its incidents
        </Link>
      </p>
      {condition === 'waiting' && <p className="mt-2 text-muted">Its first check runs within seconds.</p>}
      {['down', 'degraded', 'unknown'].includes(condition) && reason && <p className="mt-2">{reason}</p>}
      {flapping && (
        <p className="mt-2 text-degraded">It goes back and forth, so its incident stays until it is steady.</p>
      )}
    </header>
  )
}

const rangeWords: Record<CheckRange, string> = {
  ...{ '1h': 'Last hour', '24h': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days', '90d': 'Last 90 days' },
}

function Overview({ monitor }: { monitor: CheckMonitor }) {
  const { slug: workspace } = useWorkspace()
  const { range = '24h' } = route.useSearch()
  const navigate = route.useNavigate()
  const history = useQuery(historyQuery(workspace, monitor.id, range))
  const latency = useQuery(latencyQuery(workspace, monitor.id, range))
  const choice = (
    <Select
      aria-label="Time range"
      value={range}
      onChange={({ target }) => {
        const next = checkRanges.find((each) => each === target.value)
        void navigate({ search: next && next !== '24h' ? { range: next } : {}, replace: true, resetScroll: false })
      }}
      options={checkRanges.map((value) => ({ value, word: rangeWords[value] }))}
    />
  )
  return (
    <>
      <Loaded query={history} skeleton={<Skeleton className="mb-8 h-20 w-full" />}>
        {(found) => <Periods history={found} />}
      </Loaded>
      <Section title="States" actions={choice}>
        <Loaded query={history} skeleton={<Skeleton className="h-16 w-full" />}>
          {(found) => <Intervals history={found} />}
        </Loaded>
      </Section>
      <Section title="Response time">
        <Card className="p-3">
          {latency.data && history.data && latency.data.points.length > 0 ? (
            <Suspense fallback={<Skeleton className="h-64 w-full" />}>
              <LatencyChart latency={latency.data} from={history.data.from} to={history.data.to} />
            </Suspense>
          ) : (
            <p className="py-6 text-center text-muted">{latency.isPending ? 'Loading …' : 'No answer in this time.'}</p>
          )}
        </Card>
      </Section>
      <Section title="Seen from">
        <Places monitor={monitor} />
      </Section>
      <ShownOn monitorId={monitor.id} />
    </>
  )
}

/** Rounded downward: what is not all is never shown as 100 %. */
function percent(share: number | null, digits: number): string {
  if (share === null) return 'none'
  const factor = 10 ** (digits + 2)
  const steps = Math.floor(share * factor + 1e-7)
  return `${((share < 1 && steps >= factor ? factor - 1 : steps) / 10 ** digits).toFixed(digits)} %`
}

function Periods({ history }: { history: CheckHistory }) {
  return (
    <dl className="mb-8 grid grid-cols-2 gap-3 md:grid-cols-4">
      {history.periods.map(({ hours, uptime, coverage, downMs }) => (
        <div key={hours} className="rounded-lg border border-line bg-raised px-4 py-3 shadow-card">
          <dt className="text-xs text-faint">{hours === 24 ? 'Last 24 hours' : `Last ${hours / 24} days`}</dt>
          <dd className="text-lg font-semibold tabular-nums">
            {uptime === null ? <span className="text-unknown">unknown</span> : percent(uptime, 3)}
          </dd>
          <dd className="text-xs text-muted">
            {downMs > 0 ? `${duration(downMs)} down, ` : ''}
            {percent(coverage, 1)} watched
          </dd>
        </div>
      ))}
    </dl>
  )
}

const fills: Record<string, string> = {
  up: 'bg-up',
  degraded: 'bg-degraded',
  down: 'bg-down',
  unknown: 'hatched border border-unknown',
  waiting: 'hatched border border-unknown',
  paused: 'bg-line',
}

const shownIntervals = 12

function Intervals({ history }: { history: CheckHistory & { from: string; to: string } }) {
  const [from, to] = [Date.parse(history.from), Date.parse(history.to)]
  const spans = history.intervals.map((interval) => {
    const begin = Math.max(from, Date.parse(interval.fromAt))
    const end = Math.min(to, interval.toAt === null ? to : Date.parse(interval.toAt))
    return { ...interval, begin, end }
  })
  const { uptime, coverage } = history.uptime
  const words = `${percent(uptime, 3)} up of the time that was watched, which is ${percent(coverage, 1)} of all.`
  return (
    <>
      <div role="img" aria-label={words} className="relative h-6 overflow-hidden rounded-md bg-sunken">
        {spans.map(({ fromAt, state, begin, end }) => (
          <span
            key={fromAt}
            title={`${wordOf(state)}, ${absolute(new Date(begin))}, ${duration(end - begin)}`}
            className={cn('absolute inset-y-0', fills[state])}
            style={{
              left: `${((begin - from) / (to - from)) * 100}%`,
              width: `max(2px, ${((end - begin) / (to - from)) * 100}%)`,
            }}
          />
        ))}
      </div>
      <p className="mt-1 mb-3 text-xs text-muted">{words}</p>
      <ul className="divide-y divide-line rounded-lg border border-line bg-raised shadow-card">
        {spans
          .toReversed()
          .slice(0, shownIntervals)
          .map(({ fromAt, toAt, state, begin, end, reason }) => (
            <li key={fromAt} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
              <span className="w-24">
                <CheckWord condition={state} />
              </span>
              <Time at={fromAt} />
              <span className="text-muted">{toAt === null ? 'until now' : duration(end - begin)}</span>
              <span className="min-w-0 flex-1 basis-40 truncate text-muted">{state === 'up' ? '' : reason}</span>
            </li>
          ))}
      </ul>
    </>
  )
}

function Places({ monitor }: { monitor: CheckMonitor }) {
  const { seenFrom, quorum, places, facts } = monitor
  if (seenFrom.length === 0) return <p className="text-muted">Nothing was heard yet.</p>
  return (
    <div className="flex flex-col gap-3">
      <ul className="divide-y divide-line rounded-lg border border-line bg-raised shadow-card">
        {seenFrom.map(({ place, verdict, scheduledAt, latencyMs, reason }) => (
          <li key={place} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
            <span className="w-24">
              <CheckWord condition={verdict} />
            </span>
            <span>{place === 'here' ? 'This server' : <code className="text-xs">{place}</code>}</span>
            <Time at={scheduledAt} className="text-muted" />
            {latencyMs !== null && <span className="text-muted">{duration(latencyMs)}</span>}
            <span className="min-w-0 flex-1 basis-40 truncate text-muted">{reason}</span>
          </li>
        ))}
      </ul>
      {places.length > 1 && (
        <p className="text-muted">
          Down when {quorum} of {places.length} places say so.
        </p>
      )}
      <FactLine facts={facts} />
    </div>
  )
}

const outcomes = ['down', 'degraded', 'unknown', 'up'] as const

function Log({ monitorId }: { monitorId: string }) {
  const { slug: workspace } = useWorkspace()
  const { outcome } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useInfiniteQuery({
    ...resultsQuery(workspace, monitorId, outcome),
    placeholderData: (previous) => previous,
  })
  return (
    <>
      <div className="mb-3">
        <Select
          aria-label="Outcome"
          value={outcome ?? ''}
          onChange={({ target }) => {
            const next = outcomes.find((each) => each === target.value)
            void navigate({
              search: { tab: 'checks', ...(next && { outcome: next }) },
              replace: true,
              resetScroll: false,
            })
          }}
          options={[{ value: '', word: 'All outcomes' }, ...outcomes.map((value) => ({ value, word: wordOf(value) }))]}
        />
      </div>
      <Paged query={query} skeleton={<SkeletonRows rows={6} />} more="Show older checks">
        {(items) => <LogTable items={items} />}
      </Paged>
    </>
  )
}

function LogTable({ items }: { items: readonly StoredCheck[] }) {
  if (items.length === 0) return <p className="text-muted">No check yet.</p>
  return (
    <div
      className="overflow-x-auto rounded-lg border border-line bg-raised shadow-card"
      tabIndex={0}
      role="region"
      aria-label="Checks"
    >
      <table className="w-full min-w-sm text-left">
        <thead className="text-xs text-faint">
          <tr className="border-b border-line">
            {['Outcome', 'When', 'Took', 'From', 'Why'].map((name) => (
              <th key={name} scope="col" className="px-3 py-2 font-normal first:pl-4">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(({ scheduledAt, place, outcome, latencyMs, reason }) => (
            <tr key={`${scheduledAt} ${place}`} className="border-t border-line first:border-t-0">
              <td className="py-2 pr-3 pl-4">
                <CheckWord condition={outcome} />
              </td>
              <td className="px-3 whitespace-nowrap">
                <Time at={scheduledAt} />
              </td>
              <td className="px-3 whitespace-nowrap">
                {latencyMs === null ? <span className="text-faint">no answer</span> : duration(latencyMs)}
              </td>
              <td className="px-3 whitespace-nowrap">{place === 'here' ? 'This server' : place}</td>
              <td className="px-3 text-muted">{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Settings({ monitor }: { monitor: CheckMonitor }) {
  const { slug: workspace } = useWorkspace()
  const { id, name, pausedAt, spec } = monitor
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const refusal = useRefusal('projects.write')
  const [open, setOpen] = useState(false)
  const saved = async (changed: CheckMonitor): Promise<void> => {
    queryClient.setQueryData(checkQuery(workspace, id).queryKey, changed)
    await queryClient.invalidateQueries({ queryKey: [workspace, 'monitors'] })
  }
  const turn = useMutation({
    mutationFn: () => client.updateCheckMonitor({ params: { monitorId: id }, body: { paused: pausedAt === null } }),
    onSuccess: (changed) => {
      toast({ words: changed.pausedAt === null ? 'Checked again.' : 'Paused. Nothing is checked.' })
      return saved(changed)
    },
    onError: toastError,
  })
  return (
    <>
      <Card className="mb-8 p-4">
        <CheckForm
          type={spec.type}
          monitor={monitor}
          action="Save"
          refusal={refusal}
          submit={async (body) => {
            await saved(await client.updateCheckMonitor({ params: { monitorId: id }, body }))
            toast({ words: 'Saved. The next check is made so.' })
          }}
        />
      </Card>
      <Section title={pausedAt === null ? 'Pause' : 'Paused'}>
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-0 flex-1 basis-64 text-muted">
            While it is paused nothing is checked, and the time counts neither as up nor as down.
          </p>
          <Button refusal={refusal} pending={turn.isPending} onClick={() => turn.mutate()}>
            {pausedAt === null ? 'Pause' : 'Go on checking'}
          </Button>
        </div>
      </Section>
      <Section title="Delete">
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-0 flex-1 basis-64 text-muted">
            With its states and uptime. Incidents that it opened stay.
          </p>
          <Button look="danger" refusal={refusal} onClick={() => setOpen(true)}>
            Delete …
          </Button>
        </div>
        <Confirm
          open={open}
          onClose={() => setOpen(false)}
          title={`Delete ${name}?`}
          action="Delete monitor"
          typeName={name}
          run={async () => {
            await client.deleteCheckMonitor({ params: { monitorId: id } })
            await navigate({ to: '/$workspace/monitors/checks', params: { workspace } })
            queryClient.removeQueries({ queryKey: checkQuery(workspace, id).queryKey })
            await queryClient.invalidateQueries({ queryKey: [workspace, 'monitors'] })
          }}
        >
          Its states and its uptime are deleted and nothing brings them back. Incidents that it opened stay.
        </Confirm>
      </Section>
    </>
  )
}

function CheckSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="mx-auto w-full max-w-5xl px-4 py-8 md:px-8">
      <Skeleton className="mb-6 h-8 w-64" />
      <Skeleton className="mb-6 h-9 w-full" />
      <Skeleton className="h-60 w-full" />
    </div>
  )
}
