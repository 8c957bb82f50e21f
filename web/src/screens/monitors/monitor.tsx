import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Monitor } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Section, useTitle } from '../../components/screen.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { tab } from '../../components/tabs.tsx'
import { useWorkspace } from '../../session.ts'
import { monitorTabs } from '../../tabs.ts'
import { projectsQuery } from '../projects/queries.ts'
import { CheckIns } from './check-ins.tsx'
import { Connect, WaitingForCheckIn } from './connect.tsx'
import { Environments } from './environments.tsx'
import { MonitorFrame, MonitorSkeleton } from './frame.tsx'
import { monitorQuery } from './queries.ts'
import { scheduleWords } from './schedule.ts'
import { ShownOn } from './shown-on.tsx'
import { MonitorSettings } from './settings.tsx'
import { conditionOf } from './state.ts'
import { ConditionPill } from './state-words.tsx'
import { Strip } from './strip.tsx'

const route = getRouteApi('/$workspace/monitors/$monitorId')

export function MonitorScreen() {
  const { slug } = useWorkspace()
  const { monitorId } = route.useParams()
  const query = useQuery(monitorQuery(slug, monitorId))
  useTitle(query.data?.name)
  return (
    <Loaded whole query={query} skeleton={<MonitorSkeleton />}>
      {(monitor) => <MonitorView key={monitor.id} monitor={monitor} />}
    </Loaded>
  )
}

const tabWords = { checkIns: 'Check-ins', settings: 'Settings' } as const

function MonitorView({ monitor }: { monitor: Monitor }) {
  const { slug: workspace } = useWorkspace()
  const { tab: chosen = 'checkIns' } = route.useSearch()
  return (
    <MonitorFrame
      back="/$workspace/monitors"
      heading={<Heading monitor={monitor} />}
      label="About this heartbeat"
      chosen={tabWords[chosen]}
      tabs={monitorTabs.map((each) => (
        <Link
          key={each}
          to="/$workspace/monitors/$monitorId"
          params={{ workspace, monitorId: monitor.id }}
          search={each === 'checkIns' ? {} : { tab: each }}
          replace
          resetScroll={false}
          {...tab(each === chosen)}
        >
          {tabWords[each]}
        </Link>
      ))}
    >
      {chosen === 'checkIns' ? <Heard monitor={monitor} /> : <MonitorSettings monitor={monitor} />}
    </MonitorFrame>
  )
}

function Heading({ monitor }: { monitor: Monitor }) {
  const { slug: workspace } = useWorkspace()
  const { data: projects } = useQuery(projectsQuery(workspace))
  const { name, slug, schedule, projectId, recent } = monitor
  return (
    <header className="mt-1 mb-5 flex flex-wrap items-end gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-64">
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">
            <bdi>{name}</bdi>
          </h1>
          <ConditionPill condition={conditionOf(monitor, new Date())} />
        </div>
        <p className="mt-1 flex flex-wrap gap-x-3 text-muted">
          <code className="text-xs leading-5">{slug}</code>
          <span>{projects?.items.find(({ id }) => id === projectId)?.name}</span>
          <span>{scheduleWords(schedule)}</span>
          <Link to="/$workspace/incidents" params={{ workspace }} search={{ q: slug }} className="text-link">
            Its incidents
          </Link>
        </p>
      </div>
      <Strip recent={recent} />
    </header>
  )
}

/** Until the first check-in, what to paste; from then on what was heard, and that below it. */
function Heard({ monitor }: { monitor: Monitor }) {
  const { slug: workspace } = useWorkspace()
  const { data: projects } = useQuery(projectsQuery(workspace))
  const { slug, schedule, projectId, recent } = monitor
  const connect = projects && (
    <Connect project={projects.items.find(({ id }) => id === projectId)} slug={slug} schedule={schedule} />
  )
  if (recent.length === 0) {
    return (
      <div className="flex max-w-3xl flex-col gap-5">
        <WaitingForCheckIn />
        {connect ?? <Skeleton className="h-60 w-full" />}
      </div>
    )
  }
  return (
    <>
      <Environments monitor={monitor} />
      <ShownOn monitorId={monitor.id} />
      <Section title="Check-ins">
        <CheckIns monitor={monitor} />
      </Section>
      <details className="mb-8">
        <summary className="w-max rounded font-medium text-muted hover:text-text">How it reports</summary>
        <div className="mt-3 max-w-3xl">{connect}</div>
      </details>
    </>
  )
}
