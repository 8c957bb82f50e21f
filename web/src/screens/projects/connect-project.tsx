import { Link } from '@tanstack/react-router'
import CircleCheck from 'lucide-react/icons/circle-check'
import { useState } from 'react'
import type { Project } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { Snippet } from '../../components/code.tsx'
import { CopyField } from '../../components/copy.tsx'
import { Time } from '../../components/time.tsx'
import { snippets, type SnippetId } from './snippets.ts'

type Props = { workspace: string; project: Pick<Project, 'dsn' | 'ingestKey' | 'firstEventAt'> }

/** Keys, what to paste, and whether anything has arrived. */
export function ConnectProject({ workspace, project: { dsn, ingestKey, firstEventAt } }: Props) {
  const [chosen, setChosen] = useState<SnippetId>('node')
  if (dsn === null || ingestKey === null)
    return <p className="text-muted">All ingest keys of this project are revoked: nothing can be sent to it.</p>
  const snippet = snippets({ dsn, ingestKey }).find(({ id }) => id === chosen)
  return (
    <div className="flex flex-col gap-5">
      <div className="grid gap-3">
        <CopyField label="DSN" value={dsn} hint="For Sentry's SDKs: the only thing to change." />
        <CopyField label="Ingest key" value={ingestKey} hint="For everything else. It may only send." />
      </div>
      <div>
        <div role="group" aria-label="What sends the events" className="mb-2 flex flex-wrap gap-1">
          {snippets({ dsn, ingestKey }).map(({ id, name }) => (
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
      <FirstEvent workspace={workspace} firstEventAt={firstEventAt} />
    </div>
  )
}

function FirstEvent({ workspace, firstEventAt }: { workspace: string; firstEventAt: string | null }) {
  return (
    <div
      role="status"
      className={cn(
        'flex min-h-12 items-center gap-3 rounded-lg border px-4 py-3',
        firstEventAt ? 'border-line bg-up-soft' : 'hatched border-dashed border-line-strong',
      )}
    >
      {firstEventAt ? (
        <>
          <CircleCheck className="size-4.5 shrink-0 text-up" aria-hidden />
          <p className="flex-1">
            <span className="font-medium">The first event arrived</span>{' '}
            <Time at={firstEventAt} className="text-muted" />
          </p>
          <Link to="/$workspace/incidents" params={{ workspace }} className="font-medium text-link">
            See the incidents
          </Link>
        </>
      ) : (
        <>
          <span className="live-dot size-2.5 shrink-0 rounded-full bg-unknown" aria-hidden />
          <p className="text-muted">Waiting for your first event …</p>
        </>
      )}
    </div>
  )
}
