import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import LayoutDashboard from 'lucide-react/icons/layout-dashboard'
import type { HostInDetail } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { Fact, Facts, ValueTable } from '../../components/facts.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Section, useTitle } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { bytes, counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { MonitorSkeleton } from '../monitors/frame.tsx'
import { projectsQuery } from '../projects/queries.ts'
import { LastHour } from './graphs.tsx'
import { hostQuery } from './queries.ts'
import { HostPill } from './state.tsx'
import { coverageWords, intervalWords, kinds, percent } from './words.ts'

const route = getRouteApi('/$workspace/hosts/$hostId')

export function HostScreen() {
  const { slug } = useWorkspace()
  const { hostId } = route.useParams()
  const query = useQuery(hostQuery(slug, hostId))
  useTitle(query.data?.name)
  return (
    <Loaded whole query={query} skeleton={<MonitorSkeleton />}>
      {(host) => <HostView key={host.id} host={host} />}
    </Loaded>
  )
}

function HostView({ host }: { host: HostInDetail }) {
  const { slug: workspace } = useWorkspace()
  const { name, state, lastSeenAt, operatingSystem, inventory, labels, figures, job, instance } = host
  const own = Object.entries(labels)
  return (
    <div className="mx-auto w-full max-w-5xl px-4 py-5 md:px-8 md:py-6">
      <Link
        to="/$workspace/hosts"
        params={{ workspace }}
        className="-ml-1 inline-flex items-center gap-1 rounded p-1 text-muted hover:text-text"
      >
        <ArrowLeft className="size-4" aria-hidden />
        Hosts
      </Link>
      <header className="mt-1 mb-5">
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">
            <bdi>{name}</bdi>
          </h1>
          <HostPill state={state} />
          <span className="text-muted">
            last seen <Time at={lastSeenAt} />
          </span>
          <span className="flex-1" />
          <Link
            to="/$workspace/dashboards/$dashboardId"
            params={{ workspace, dashboardId: 'curated:node' }}
            search={{ 'var-job': [job], 'var-instance': [instance] }}
            className={buttonClass('secondary')}
          >
            <LayoutDashboard aria-hidden />
            Dashboard
          </Link>
        </div>
        {operatingSystem && <p className="mt-1 text-muted">{operatingSystem}</p>}
        {state === 'quiet' && (
          <p className="mt-2 text-muted">
            Nothing came for three of its intervals, so nothing is known of it: the agent, the network or the host may
            be the cause.
          </p>
        )}
      </header>
      {state === 'reporting' && <Now figures={figures} />}
      <LastHour hostId={host.id} />
      <div className="grid gap-x-6 md:grid-cols-2">
        <Reports host={host} />
        <Section title="What it says of itself">
          <Card className="p-4">
            {inventory.length === 0 ? (
              <p className="text-muted">Nothing.</p>
            ) : (
              <ValueTable label="Inventory" rows={inventory.map(({ name: row, value }) => [row, value] as const)} />
            )}
            {own.length > 0 && <p className="mt-4 mb-1 text-xs text-faint">Labels of its series</p>}
            {own.length > 0 && <ValueTable label="Labels" rows={own} />}
          </Card>
        </Section>
      </div>
    </div>
  )
}

function Now({ figures }: { figures: HostInDetail['figures'] }) {
  const { cpuShare, processors, memoryShare, memoryBytes, fullestFilesystem: disk, load1 } = figures
  const cells: [name: string, value: string, more: string][] = [
    ['CPU', say(cpuShare), processors === null ? '' : counted(processors, 'processor')],
    ['Memory', say(memoryShare), memoryBytes === null ? '' : `of ${bytes(memoryBytes)}`],
    ['Fullest disk', say(disk?.share ?? null), disk ? `${disk.mountpoint}, ${bytes(disk.sizeBytes)}` : ''],
    ['Load', load1 === null ? 'unknown' : load1.toFixed(2), 'over one minute'],
  ]
  return (
    <Card className="mb-8 grid grid-cols-2 gap-x-4 gap-y-3 p-4 md:grid-cols-4">
      {cells.map(([name, value, more]) => (
        <div key={name} className="min-w-0">
          <p className="text-xs text-faint">{name}</p>
          <p className="text-lg font-semibold tabular-nums">{value}</p>
          <p className="truncate text-xs text-muted">{more}</p>
        </div>
      ))}
    </Card>
  )
}

const say = (share: number | null): string => (share === null ? 'unknown' : percent(share))

function Reports({ host }: { host: HostInDetail }) {
  const { slug } = useWorkspace()
  const { data: projects } = useQuery(projectsQuery(slug))
  const { software, intervalSeconds, coverageShare, firstSeenAt, seriesCount, projectIds, job, instance } = host
  return (
    <Section title="How it reports">
      <Card className="p-4">
        <Facts>
          <Fact name="By">
            {kinds[software.kind]} {software.version}
            {software.nodeVersion && <span className="text-muted"> on Node {software.nodeVersion}</span>}
          </Fact>
          {intervalSeconds !== null && <Fact name="Interval">{intervalWords(intervalSeconds)}</Fact>}
          <Fact name="Coverage">{coverageWords(coverageShare)} of the last 24 hours, or since it was first seen</Fact>
          <Fact name="First seen">
            <Time at={firstSeenAt} />
          </Fact>
          <Fact name="Series">{seriesCount}</Fact>
          <Fact name="Job">
            <code>{job}</code>
          </Fact>
          <Fact name="Instance">
            <code>{instance}</code>
          </Fact>
          <Fact name={projectIds.length === 1 ? 'Project' : 'Projects'}>
            {projectIds.map((id) => projects?.items.find((project) => project.id === id)?.name ?? id).join(', ')}
          </Fact>
        </Facts>
      </Card>
    </Section>
  )
}
