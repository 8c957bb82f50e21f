import { Link } from '@tanstack/react-router'
import type { Incident } from '../../api.ts'
import { useWorkspace } from '../../session.ts'

/** By which release it is resolved; nothing where it was resolved at a moment. */
export function ResolvedIn({ incident }: { incident: Pick<Incident, 'projectId' | 'fixedIn' | 'fixedAfter'> }) {
  const { slug } = useWorkspace()
  const { projectId, fixedIn, fixedAfter } = incident
  const version = fixedIn ?? fixedAfter
  if (version === null) return null
  return (
    <span className="min-w-0 text-muted max-sm:basis-full">
      Resolved in {fixedIn === null && 'the release after '}
      <Link
        to="/$workspace/releases/$version"
        params={{ workspace: slug, version }}
        search={{ project: projectId }}
        className="break-words text-link"
      >
        <bdi>{version}</bdi>
      </Link>
    </span>
  )
}
