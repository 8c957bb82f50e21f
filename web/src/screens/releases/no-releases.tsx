import { useQuery } from '@tanstack/react-query'
import type { Project } from '../../api.ts'
import { Snippet } from '../../components/code.tsx'
import { useWorkspace } from '../../session.ts'
import { waitingProjectQuery } from '../projects/queries.ts'

/** Teaches with the project's own DSN; the list turns by itself when the first one comes. */
export function NoReleases({ project }: { project: Project }) {
  const { slug } = useWorkspace()
  const { data = project } = useQuery({
    ...waitingProjectQuery(slug, project.id),
    enabled: project.firstEventAt === null,
  })
  const dsn = data.dsn ?? 'the DSN of the project'
  return (
    <div className="mx-auto max-w-2xl py-6">
      <h2 className="text-lg font-semibold tracking-tight">No release yet</h2>
      <p className="mt-1 mb-5 text-base text-muted">
        A release is here as soon as an event or a session names it. Say which one your program is:
      </p>
      <Snippet
        label="the code that names a release"
        text={`Sentry.init({\n  dsn: '${dsn}',\n  release: 'shop@1.0.0',\n  environment: 'production',\n})`}
      />
      <p className="mt-5 mb-2 text-muted">
        Tell of a deploy from your pipeline, with an API key that may write events: the best evidence for why something
        broke.
      </p>
      <Snippet
        label="the command that tells of a deploy"
        text={`curl ${location.origin}/api/v1/releases -H "Authorization: Bearer $KEY" \\\n  -H 'Content-Type: application/json' \\\n  -d '{"projectId":"${project.id}","version":"shop@1.0.0","environment":"production"}'`}
      />
      <div
        role="status"
        className="hatched mt-5 flex min-h-12 items-center gap-3 rounded-lg border border-dashed border-line-strong px-4 py-3"
      >
        <span className="live-dot size-2.5 shrink-0 rounded-full bg-unknown" aria-hidden />
        <p className="text-muted">Waiting for the first release of {project.name} …</p>
      </div>
    </div>
  )
}
