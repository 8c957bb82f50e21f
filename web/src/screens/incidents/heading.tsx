import { Link } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import type { IncidentDetail } from '../../api.ts'
import { IncidentPill, Level } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { capital, fullNumber, shortNumber } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { Actions } from './actions.tsx'
import { MergedFrom } from './incident-merged.tsx'
import { Occurrences } from './occurrences.tsx'

/** What it is, how bad, how often, since when; the actions stay in reach while one reads. */
export function Heading({ incident }: { incident: IncidentDetail }) {
  const { slug } = useWorkspace()
  const { number, title, culprit, status, level, severity, regressedAt, mergedInto } = incident
  const { eventCount, userCount, firstSeenAt, lastSeenAt } = incident
  const where = [incident.projectName, incident.environments.join(', '), incident.lastRelease]
    .filter(Boolean)
    .join(' · ')
  return (
    <>
      <div className="sticky top-0 z-20 -mx-4 flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 border-b border-transparent bg-surface px-4 py-2 md:-mx-8 md:px-8">
        <Link
          to="/$workspace/incidents"
          params={{ workspace: slug }}
          search={(search) => ({ ...('q' in search && { q: search.q }), row: incident.id })}
          className="-ml-1 flex items-center gap-1 rounded p-1 text-muted hover:text-text"
          title="All incidents"
        >
          <ArrowLeft className="size-4" aria-hidden />
          <span className="sr-only">All incidents</span>
        </Link>
        <IncidentPill state={status} />
        <span className="text-muted">#{number}</span>
        {/* Whoever wants to change what was merged means the other one. */}
        {mergedInto === null && (
          <div className="ml-auto max-sm:w-full">
            <Actions incident={incident} />
          </div>
        )}
      </div>
      <header className="pt-1 pb-5">
        <h1 className="text-xl font-semibold tracking-tight text-pretty break-words">
          <bdi>{title}</bdi>
        </h1>
        <p className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-muted">
          <Level state={level} />
          <span>{capital(severity)} severity</span>
          {regressedAt && (
            <span className="rounded bg-degraded-soft px-1.5 text-xs font-medium text-degraded">
              Regression <Time at={regressedAt} />
            </span>
          )}
          {culprit && (
            <code className="min-w-0 text-xs break-words">
              <bdi>{culprit}</bdi>
            </code>
          )}
          <MergedFrom incident={incident} />
        </p>
        <p className="mt-1 break-words text-muted lg:hidden">{where}</p>
        <dl className="mt-4 grid grid-cols-4 gap-px overflow-hidden rounded-lg border border-line bg-line max-sm:mt-3 max-sm:grid-cols-[auto_auto_minmax(0,1fr)_minmax(0,1fr)]">
          <Figure name={eventCount === 1 ? 'Event' : 'Events'} full={fullNumber(eventCount)}>
            {shortNumber(eventCount)}
          </Figure>
          <Figure name="People" full={userCount === 0 ? 'The events do not say who' : fullNumber(userCount)}>
            {userCount === 0 ? (
              <span className="hatched rounded px-1.5 text-unknown max-sm:px-0.5">Unknown</span>
            ) : (
              shortNumber(userCount)
            )}
          </Figure>
          <Figure name="First seen">
            <Time at={firstSeenAt} />
          </Figure>
          <Figure name="Last seen">
            <Time at={lastSeenAt} />
          </Figure>
        </dl>
        {/* Alerts are no events, which it counts; their graph is further down. */}
        {incident.kind !== 'alert' && <Occurrences incidentId={incident.id} projectId={incident.projectId} />}
      </header>
    </>
  )
}

function Figure({ name, full, children }: { name: string; full?: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0 bg-raised px-3.5 py-2.5 max-sm:px-2 max-sm:py-1.5">
      <dt className="truncate text-xs text-faint">{name}</dt>
      <dd className="truncate text-md font-semibold max-sm:text-xs" title={full}>
        {children}
      </dd>
    </div>
  )
}
