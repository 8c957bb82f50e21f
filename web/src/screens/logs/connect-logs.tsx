import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { cn } from '../../components/class-names.ts'
import { Snippet } from '../../components/code.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import { logSnippets } from './snippets.ts'

/** What to paste into a program so that its lines come, with the project's own keys in it. */
export function ConnectLogs({ projectId }: { projectId: string | undefined }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(projectsQuery(slug))
  const [chosen, setChosen] = useState('node')
  const project = data?.items.find(({ id }) => projectId === undefined || id === projectId)
  if (!data) return <Skeleton className="m-6 h-40" />
  const { dsn, ingestKey } = project ?? { dsn: null, ingestKey: null }
  const snippets = dsn !== null && ingestKey !== null ? logSnippets({ dsn, ingestKey, origin: location.origin }) : []
  const snippet = snippets.find(({ id }) => id === chosen) ?? snippets[0]
  return (
    <div className="mx-auto max-w-2xl px-4 py-10">
      <h2 className="text-lg font-semibold tracking-tight">No log line has arrived yet</h2>
      <p className="mt-1 mb-5 text-base text-muted">
        {snippet
          ? 'Put this into your program. Its lines are here seconds later, found by their words and attributes.'
          : 'There is no ingest key that is valid: make one in Projects, and nothing else is needed to send lines.'}
      </p>
      {snippet && (
        <>
          <div role="group" aria-label="What sends the lines" className="mb-2 flex flex-wrap gap-1">
            {snippets.map(({ id, name }) => (
              <button
                key={id}
                type="button"
                aria-pressed={id === snippet.id}
                onClick={() => setChosen(id)}
                className={cn(
                  'h-7 rounded-md px-2.5 font-medium pointer-coarse:h-9',
                  id === snippet.id ? 'bg-selected text-text' : 'text-muted hover:bg-hover',
                )}
              >
                {name}
              </button>
            ))}
          </div>
          <div className="flex flex-col gap-2">
            {snippet.install && <Snippet text={snippet.install} label="the install command" />}
            <Snippet text={snippet.code} label={`the code for ${snippet.name}`} />
          </div>
          <div
            role="status"
            className="hatched mt-5 flex min-h-12 items-center gap-3 rounded-lg border border-dashed border-line-strong px-4 py-3"
          >
            <span className="live-dot size-2.5 shrink-0 rounded-full bg-unknown" aria-hidden />
            <p className="text-muted">Waiting for the first line …</p>
          </div>
        </>
      )}
    </div>
  )
}
