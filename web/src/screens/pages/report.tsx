import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ExternalLink } from '../../components/facts.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Screen, Section } from '../../components/screen.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { ComponentState, ReportPill } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import type { Report } from '../../api.ts'
import { capital } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { NewUpdate } from './new-update.tsx'
import { pageQuery, reportQuery } from './queries.ts'
import { UpdateView } from './update.tsx'

const route = getRouteApi('/$workspace/pages/$pageId/reports/$reportId')

export function ReportScreen() {
  const { slug } = useWorkspace()
  const { reportId } = route.useParams()
  const query = useQuery(reportQuery(slug, reportId))
  return (
    <Loaded whole query={query} skeleton={<Skeleton className="mx-8 my-8 h-80" />}>
      {(report) => <ReportView report={report} />}
    </Loaded>
  )
}

function ReportView({ report }: { report: Report }) {
  const { slug } = useWorkspace()
  const { data: page } = useQuery(pageQuery(slug, report.pageId))
  const { incidentId, pageId } = report
  return (
    <Screen
      narrow
      title={report.title}
      lead={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <ReportPill state={report.status} />
          <span>{capital(report.impact)} impact</span>
          <span>
            began <Time at={report.startedAt} />
          </span>
          {report.resolvedAt && (
            <span>
              resolved <Time at={report.resolvedAt} />
            </span>
          )}
          <Link
            to="/$workspace/pages/$pageId"
            params={{ workspace: slug, pageId }}
            search={{ tab: 'reports' }}
            className="text-link"
          >
            {page?.name ?? 'Status page'}
          </Link>
          {page && <ExternalLink href={publicUrl(page.url, report.id)}>Public view</ExternalLink>}
          {incidentId && (
            <Link to="/$workspace/incidents/$incidentId" params={{ workspace: slug, incidentId }} className="text-link">
              Incident
            </Link>
          )}
        </span>
      }
    >
      <NewUpdate report={report} />
      {report.components.length > 0 && (
        <Section title="Components">
          <Card>
            <ul>
              {report.components.map(({ id, name, status }) => (
                <li
                  key={id}
                  className="flex items-center justify-between gap-4 border-b border-line px-4 py-2 last:border-b-0"
                >
                  <span className="truncate">{name}</span>
                  <ComponentState state={status} className="text-xs" />
                </li>
              ))}
            </ul>
          </Card>
        </Section>
      )}
      <Section title="Updates">
        <ol className="flex flex-col gap-3">
          {report.updates.map((update) => (
            <UpdateView
              key={update.id}
              update={update}
              names={new Map(report.components.map(({ id, name }) => [id, name]))}
            />
          ))}
        </ol>
      </Section>
    </Screen>
  )
}

function publicUrl(pageUrl: string, reportId: string): string {
  return `${pageUrl.replace(/\/$/, '')}/reports/${reportId}`
}
