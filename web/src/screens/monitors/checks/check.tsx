import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { CheckMonitor } from '../../../api.ts'
import { Loaded } from '../../../components/loaded.tsx'
import { useTitle } from '../../../components/screen.tsx'
import { tab } from '../../../components/tabs.tsx'
import { Time } from '../../../components/time.tsx'
import { duration } from '../../../format.ts'
import { useWorkspace } from '../../../session.ts'
import { checkTabs } from '../../../tabs.ts'
import { MonitorFrame, MonitorSkeleton } from '../frame.tsx'
import { CheckLog } from './log.tsx'
import { CheckOverview } from './overview.tsx'
import { checkQuery } from './queries.ts'
import { CheckSettings } from './settings.tsx'
import { typeWords } from './spec.ts'
import { CheckPill } from './state.tsx'

const route = getRouteApi('/$workspace/monitors/checks/$monitorId')

export function CheckScreen() {
  const { slug } = useWorkspace()
  const { monitorId } = route.useParams()
  const query = useQuery(checkQuery(slug, monitorId))
  useTitle(query.data?.name)
  return (
    <Loaded whole query={query} skeleton={<MonitorSkeleton />}>
      {(monitor) => <CheckView key={monitor.id} monitor={monitor} />}
    </Loaded>
  )
}

const tabWords = { overview: 'Overview', checks: 'Log', settings: 'Settings' } as const

function CheckView({ monitor }: { monitor: CheckMonitor }) {
  const { slug: workspace } = useWorkspace()
  const { tab: chosen = 'overview' } = route.useSearch()
  const panels = {
    overview: () => <CheckOverview monitor={monitor} />,
    checks: () => <CheckLog monitorId={monitor.id} />,
    settings: () => <CheckSettings monitor={monitor} />,
  }
  return (
    <MonitorFrame
      back="/$workspace/monitors/checks"
      heading={<Heading monitor={monitor} />}
      label="About this monitor"
      chosen={tabWords[chosen]}
      tabs={checkTabs.map((each) => (
        <Link
          key={each}
          to="/$workspace/monitors/checks/$monitorId"
          params={{ workspace, monitorId: monitor.id }}
          search={each === 'overview' ? {} : { tab: each }}
          replace
          resetScroll={false}
          {...tab(each === chosen)}
        >
          {tabWords[each]}
        </Link>
      ))}
    >
      {panels[chosen]()}
    </MonitorFrame>
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
