import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import CircleCheck from 'lucide-react/icons/circle-check'
import CircleDashed from 'lucide-react/icons/circle-dashed'
import SearchX from 'lucide-react/icons/search-x'
import type { IncidentPage } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { useWorkspace } from '../../session.ts'
import { ConnectProject } from '../projects/connect-project.tsx'
import { projectsQuery, waitingProjectQuery } from '../projects/queries.ts'
import { defaultFilter } from './filter.ts'

/** Three different silences: nothing sends yet, nothing fits the filter, nothing is open. */
export function NoIncidents({ line, counts }: { line: string; counts: IncidentPage['counts'] | undefined }) {
  const { slug } = useWorkspace()
  const { data: projects, isPending } = useQuery(projectsQuery(slug))
  const some = counts && counts.open + counts.acknowledged + counts.resolved > 0
  if (isPending) return <Skeleton className="m-6 h-40" />
  const silent = projects?.items.every(({ firstEventAt }) => firstEventAt === null)
  const first = projects?.items[0]
  if (silent && first && !some) return <FirstProject projectId={first.id} />
  if (line === defaultFilter || line.trim() === '') {
    return (
      <Empty
        icon={<CircleCheck />}
        title="No incident is open"
        action={
          <Link to="/$workspace/incidents" params={{ workspace: slug }} search={{ q: '' }} className={buttonClass()}>
            Show all incidents
          </Link>
        }
      >
        When something fails, it becomes one incident here within seconds, however often it fails.
      </Empty>
    )
  }
  return (
    <Empty
      icon={silent ? <CircleDashed /> : <SearchX />}
      title="No incident fits this filter"
      action={
        <Link to="/$workspace/incidents" params={{ workspace: slug }} search={{ q: '' }} className={buttonClass()}>
          Show all incidents
        </Link>
      }
    >
      The filter is <code className="rounded bg-sunken px-1">{line}</code>
    </Empty>
  )
}

function FirstProject({ projectId }: { projectId: string }) {
  const { slug } = useWorkspace()
  const { data: project } = useQuery(waitingProjectQuery(slug, projectId))
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-2xl px-4 py-10">
        <h2 className="text-lg font-semibold tracking-tight">Nothing has reported yet</h2>
        <p className="mt-1 mb-6 text-base text-muted">
          Put this into your program. Its first error opens the first incident.
        </p>
        {project && <ConnectProject workspace={slug} project={project} />}
      </div>
    </div>
  )
}
