import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Project } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'
import { Snippet } from '../../../components/code.tsx'
import { useWorkspace } from '../../../session.ts'
import { projectsQuery } from '../queries.ts'
import { byDebugId, byRelease, environment, projectName } from './commands.ts'

const ways = [
  { id: 'debugId', word: 'With debug ids' },
  { id: 'release', word: 'By release' },
] as const

/** Commands to paste, with the names of this very project. */
export function HowToUpload({ project, release }: { project: Project; release: string | undefined }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(projectsQuery(slug))
  const [way, setWay] = useState<(typeof ways)[number]['id']>('debugId')
  const where = {
    origin: location.origin,
    workspace: slug,
    project: projectName(project, data?.items ?? [project]),
  }
  return (
    <div className="flex flex-col gap-2">
      <p className="text-pretty text-muted">
        Let your build do this after it has bundled. It needs an{' '}
        <Link
          to="/$workspace/settings/keys"
          params={{ workspace: slug }}
          search={{ create: true }}
          className="text-link"
        >
          API key
        </Link>{' '}
        that may read and change projects, in place of wwk_….
      </p>
      <Snippet text={environment(where)} label="the settings of sentry-cli" />
      <div role="group" aria-label="How maps are found" className="flex flex-wrap gap-1">
        {ways.map(({ id, word }) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === way}
            onClick={() => setWay(id)}
            className={cn(
              'h-7 rounded-md px-2.5 font-medium pointer-coarse:h-9',
              id === way ? 'bg-selected text-text' : 'text-muted hover:bg-hover',
            )}
          >
            {word}
          </button>
        ))}
      </div>
      <Snippet text={way === 'debugId' ? byDebugId : byRelease(release ?? 'shop@1.2.3')} label="the commands" />
      <p className="text-xs text-pretty text-faint">
        {way === 'debugId'
          ? 'inject writes the same id into each script and its map: deploy the scripts that it has changed, and not the maps. The plugins of Vite, webpack and Rollup do the same with these settings.'
          : 'For scripts without debug ids. Set the same release in the SDK; --url-prefix is the path that the scripts are served from.'}
      </p>
    </div>
  )
}
