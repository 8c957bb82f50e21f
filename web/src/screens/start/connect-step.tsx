import { useSuspenseQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { SetUp } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { CopyField } from '../../components/copy.tsx'
import { sessionQuery } from '../../session.ts'
import { ConnectProject } from '../projects/connect-project.tsx'
import { waitingProjectQuery } from '../projects/queries.ts'
import { StartFrame } from './frame.tsx'

/** The third step shows the keys that were just made, and turns by itself when the first event comes. */
export function ConnectStep({ result, slug }: { result: SetUp; slug: string }) {
  const { data: session } = useSuspenseQuery(sessionQuery)
  const { data: project } = useQuery(waitingProjectQuery(slug, result.projectId))
  const name = session?.workspaces.find((workspace) => workspace.slug === slug)?.name ?? slug
  return (
    <StartFrame
      wide
      step={3}
      title="Connect your first project"
      lead={`${name} is ready. Send it an event, and watch it arrive here.`}
    >
      <ConnectProject workspace={slug} project={{ ...result, firstEventAt: project?.firstEventAt ?? null }} />
      <div className="mt-6">
        <CopyField
          label="API key of the workspace"
          value={result.apiKey}
          hint="It reads and writes the API. It is shown this once: keep it now, or go without."
        />
      </div>
      <div className="mt-8">
        <Link
          to="/$workspace"
          params={{ workspace: slug }}
          className={buttonClass(project?.firstEventAt ? 'primary' : 'secondary', 'h-9 px-4 text-base')}
        >
          Go to {name}
        </Link>
      </div>
    </StartFrame>
  )
}
