import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { sentence, type IncidentDetail } from '../../api.ts'
import { Fact, Facts } from '../../components/facts.tsx'
import { Outcome, ReportState } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { Care } from './care.tsx'
import { trailQuery } from './queries.ts'
import { Related } from './related.tsx'
import { reportsOf, subscribersTold, toldOf } from './trail.ts'

/** Beside the evidence on wide screens, below it on narrow ones. */
export function Side({ incident }: { incident: IncidentDetail }) {
  const {
    projectName,
    environments,
    firstRelease,
    lastRelease,
    acknowledgedAt,
    acknowledgedBy,
    resolvedAt,
    resolvedBy,
    regressionCount,
    status,
  } = incident
  return (
    <aside aria-label="Facts" className="mt-8 flex flex-col gap-6 lg:mt-0 lg:pt-1">
      <Care incident={incident} />
      <Block title="Facts">
        <Facts>
          <Fact name="Project">{projectName || 'unknown'}</Fact>
          <Fact name="Environment">{environments.join(', ') || 'not said'}</Fact>
          <Fact name="First release">
            {firstRelease ? <code className="text-xs">{firstRelease}</code> : 'not said'}
          </Fact>
          <Fact name="Last release">{lastRelease ? <code className="text-xs">{lastRelease}</code> : 'not said'}</Fact>
          {acknowledgedAt && status !== 'open' && (
            <Fact name="Acknowledged">
              {acknowledgedBy?.name} <Time at={acknowledgedAt} className="text-faint" />
            </Fact>
          )}
          {resolvedAt && status === 'resolved' && (
            <Fact name="Resolved">
              {resolvedBy?.name} <Time at={resolvedAt} className="text-faint" />
            </Fact>
          )}
          {regressionCount > 0 && (
            <Fact name="Came back">{regressionCount === 1 ? 'once' : `${regressionCount} times`}</Fact>
          )}
        </Facts>
      </Block>
      <Told incidentId={incident.id} />
      <Related incident={incident} />
    </aside>
  )
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-2 text-xs font-medium text-muted">{title}</h2>
      {children}
    </section>
  )
}

/** Who was told and who was not, and what the public was told: the short form of the trail. */
function Told({ incidentId }: { incidentId: string }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(trailQuery(slug, incidentId))
  if (!data) return null
  const told = toldOf(data.steps)
  const reports = reportsOf(data.steps)
  const subscribers = subscribersTold(data.steps)
  return (
    <>
      <Block title="Who was told">
        {told.length === 0 && (
          <p className="text-muted">
            Nobody.{' '}
            <Link to="/$workspace/settings/channels" params={{ workspace: slug }} className="text-link">
              Set up a channel
            </Link>
          </p>
        )}
        <ul className="flex flex-col gap-1.5">
          {told.map(({ id, who, outcome, at, why }) => (
            <li key={id} className="flex gap-2">
              <Outcome state={outcome} wordless className="h-5" />
              <span className="min-w-0 flex-1 break-words">
                {who}{' '}
                <span className="text-muted">
                  {who === 'Nobody' ? 'was told:' : saying[outcome]}{' '}
                  {outcome === 'done' ? <Time at={at} /> : why && sentence(why)}
                </span>
              </span>
            </li>
          ))}
        </ul>
        <Link
          to="/$workspace/incidents/$incidentId"
          params={{ workspace: slug, incidentId }}
          search={{ tab: 'trail' }}
          className="mt-2 inline-block text-link"
        >
          See the trail
        </Link>
      </Block>
      {reports.length > 0 && (
        <Block title="On the status page">
          <ul className="flex flex-col gap-2">
            {reports.map(({ id, pageId, title, pageName, status }) => (
              <li key={id}>
                <Link
                  to="/$workspace/pages/$pageId/reports/$reportId"
                  params={{ workspace: slug, pageId, reportId: id }}
                  className="block font-medium hover:text-accent"
                >
                  {title}
                </Link>
                <span className="flex flex-wrap gap-x-2 text-xs text-faint">
                  <ReportState state={status} /> {pageName}
                </span>
              </li>
            ))}
          </ul>
          {subscribers > 0 && <p className="mt-1.5 text-muted">{counted(subscribers, 'mail')} to subscribers</p>}
        </Block>
      )}
    </>
  )
}

const saying = {
  done: 'told',
  waiting: 'is still to be told.',
  failed: 'could not be told:',
  skipped: 'was not told:',
} as const
