import { useState } from 'react'
import type { MonitorSchedule, Project } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { Snippet } from '../../components/code.tsx'
import { CopyField } from '../../components/copy.tsx'
import { heartbeatUrl, snippetsOf, type SnippetId } from './snippets.ts'

type Props = { project: Pick<Project, 'dsn'> | undefined; slug: string; schedule: MonitorSchedule | null }

/** The URL that any program can call, and what to paste. */
export function Connect({ project, slug, schedule }: Props) {
  const [chosen, setChosen] = useState<SnippetId>('curl')
  const dsn = project?.dsn
  if (!dsn) return <p className="text-muted">All ingest keys of this project are revoked: nothing can be sent to it.</p>
  const all = snippetsOf({ dsn, slug, schedule })
  const snippet = all.find(({ id }) => id === chosen)
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <CopyField
        label="Heartbeat URL"
        value={heartbeatUrl({ dsn, slug })}
        hint="GET or POST. The key in it may only send. ?status=error says that a run failed, ?status=in_progress that it begins."
      />
      <div>
        <div role="group" aria-label="What reports" className="mb-2 flex flex-wrap gap-1">
          {all.map(({ id, name }) => (
            <button
              key={id}
              type="button"
              aria-pressed={id === chosen}
              onClick={() => setChosen(id)}
              className={cn(
                'h-7 rounded-md px-2.5 font-medium pointer-coarse:h-9',
                id === chosen ? 'bg-selected text-text' : 'text-muted hover:bg-hover',
              )}
            >
              {name}
            </button>
          ))}
        </div>
        {snippet && (
          <div className="flex flex-col gap-2">
            {snippet.install && <Snippet text={snippet.install} label="the install command" />}
            <Snippet text={snippet.code} label={`the code for ${snippet.name}`} />
          </div>
        )}
      </div>
    </div>
  )
}

export function WaitingForCheckIn() {
  return (
    <div
      role="status"
      className="hatched flex min-h-12 items-center gap-3 rounded-lg border border-dashed border-line-strong px-4 py-3"
    >
      <span className="live-dot size-2.5 shrink-0 rounded-full bg-unknown" aria-hidden />
      <p className="text-muted">Waiting for the first check-in …</p>
    </div>
  )
}
