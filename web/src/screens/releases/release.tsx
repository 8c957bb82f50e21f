import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import ListFilter from 'lucide-react/icons/list-filter'
import type { ReleaseDetail } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { partFor } from '../../components/query-text.ts'
import { Section, useTitle } from '../../components/screen.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import { Comparison } from './comparison.tsx'
import { Deploys, Where } from './deploys.tsx'
import { Figures } from './figures.tsx'
import { HealthChart } from './health-chart.tsx'
import { healthQuery, releaseQuery, type Scope } from './queries.ts'
import { IncidentsOfRelease } from './release-incidents.tsx'
import { scopeOf, ScopeSelects, searchOf } from './scope.tsx'

const route = getRouteApi('/$workspace/releases/$version')

export function ReleaseScreen() {
  const { slug } = useWorkspace()
  const { version } = route.useParams()
  const projects = useQuery(projectsQuery(slug))
  const scope = scopeOf(route.useSearch(), projects.data?.items ?? [])
  useTitle(version)
  return (
    <Loaded whole query={projects} skeleton={<ReleaseSkeleton />}>
      {() =>
        scope ? (
          <OfProject key={`${scope.projectId} ${version}`} scope={scope} version={version} />
        ) : (
          <ReleaseSkeleton />
        )
      }
    </Loaded>
  )
}

function OfProject({ scope, version }: { scope: Scope; version: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(releaseQuery(slug, scope.projectId, version))
  return (
    <Loaded whole query={query} skeleton={<ReleaseSkeleton />}>
      {(release) => <ReleaseView release={release} scope={scope} />}
    </Loaded>
  )
}

function ReleaseView({ release, scope }: { release: ReleaseDetail; scope: Scope }) {
  const { slug } = useWorkspace()
  const navigate = route.useNavigate()
  const { data: projects } = useQuery(projectsQuery(slug))
  const { version, deploys, previous } = release
  const health = useQuery(healthQuery(slug, scope, version))
  return (
    <div className="mx-auto w-full max-w-5xl px-4 py-5 md:px-8 md:py-6">
      <Link
        to="/$workspace/releases"
        params={{ workspace: slug }}
        search={searchOf(scope)}
        className="-ml-1 inline-flex items-center gap-1 rounded p-1 text-muted hover:text-text"
      >
        <ArrowLeft className="size-4" aria-hidden />
        Releases
      </Link>
      <div className="mt-1 mb-5 flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-60">
          <h1 className="text-xl font-semibold tracking-tight break-words">
            <bdi>{version}</bdi>
          </h1>
          <p className="mt-1 flex flex-wrap gap-x-3 text-muted">
            <span>{projects?.items.find(({ id }) => id === release.projectId)?.name}</span>
            <span>
              first seen <Time at={release.firstSeenAt} />
            </span>
            <span>
              last seen <Time at={release.lastSeenAt} />
            </span>
            <Where url={release.url} />
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <ScopeSelects
            scope={scope}
            projects={projects?.items ?? []}
            fixedProject
            onChange={(search) => void navigate({ search, replace: true })}
          />
          <Link
            to="/$workspace/events"
            params={{ workspace: slug }}
            search={{ q: partFor('release', version), project: scope.projectId }}
            className={buttonClass()}
          >
            <ListFilter aria-hidden />
            Its events
          </Link>
        </div>
      </div>
      <Loaded query={health} skeleton={<Skeleton className="h-80 w-full" />}>
        {(counted) => (
          <>
            <Figures health={counted} />
            <Section title="Health over time">
              <HealthChart hours={counted.hours} from={counted.from} to={counted.to} deploys={deploys} />
            </Section>
            {previous !== null && (
              <Section title="Compared with the release before">
                <Comparison scope={scope} version={version} previous={previous} own={counted} />
              </Section>
            )}
          </>
        )}
      </Loaded>
      <IncidentsOfRelease scope={scope} version={version} />
      <Section title="Deploys">
        <Deploys deploys={deploys} />
      </Section>
    </div>
  )
}

function ReleaseSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="mx-auto w-full max-w-5xl px-4 py-8 md:px-8">
      <Skeleton className="mb-6 h-8 w-64" />
      <Skeleton className="mb-6 h-18 w-full" />
      <Skeleton className="h-60 w-full" />
    </div>
  )
}
