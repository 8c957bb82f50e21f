import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import Package from 'lucide-react/icons/package'
import type { Project } from '../../api.ts'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Paged } from '../../components/paged.tsx'
import { Card, Screen } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import { NoReleases } from './no-releases.tsx'
import { newIncidentsQuery, releasesQuery, type Scope } from './queries.ts'
import { ReleaseRows } from './rows.tsx'
import { scopeOf, ScopeSelects } from './scope.tsx'

const route = getRouteApi('/$workspace/releases')

/** While nothing has come: it is looked at while one sets a program up. */
const waitingPollMs = 3000

export function ReleaseList() {
  const { slug } = useWorkspace()
  const query = useQuery(projectsQuery(slug))
  const navigate = route.useNavigate()
  const scope = scopeOf(route.useSearch(), query.data?.items ?? [])
  return (
    <Screen
      title="Releases"
      lead="How each version of your programs runs, and what came with it."
      actions={
        scope && (
          <ScopeSelects
            scope={scope}
            projects={query.data?.items ?? []}
            onChange={(search) => void navigate({ search, replace: true })}
          />
        )
      }
    >
      <Loaded query={query} skeleton={<SkeletonRows rows={6} />}>
        {({ items }) => {
          const project = items.find(({ id }) => id === scope?.projectId)
          if (scope && project) return <OfProject scope={scope} project={project} />
          return (
            <Empty icon={<Package />} title="No project yet">
              Releases are those of a project: create one in the settings.
            </Empty>
          )
        }}
      </Loaded>
    </Screen>
  )
}

function OfProject({ scope, project }: { scope: Scope; project: Project }) {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery({
    ...releasesQuery(slug, scope),
    refetchInterval: ({ state }) => (state.data?.pages[0]?.items.length === 0 ? waitingPollMs : false),
  })
  const { data: newIncidents } = useQuery(newIncidentsQuery(slug, scope))
  return (
    <Paged query={query} skeleton={<SkeletonRows rows={6} />} more="Show older releases">
      {(releases) =>
        releases.length === 0 ? (
          <NoReleases project={project} />
        ) : (
          <Card>
            <ReleaseRows releases={releases} scope={scope} newIncidents={newIncidents} />
          </Card>
        )
      }
    </Paged>
  )
}
