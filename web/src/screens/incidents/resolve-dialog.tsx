import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { useWorkspace } from '../../session.ts'
import { releaseChoicesQuery } from '../releases/queries.ts'

type Props = { projectId: string; onClose: () => void; onChoose: (release: string) => void }

const shown = 30

/** A release that there is, or one that is still to come. */
export function ReleaseDialog({ projectId, onClose, onChoose }: Props) {
  const { slug } = useWorkspace()
  const query = useQuery(releaseChoicesQuery(slug, projectId))
  const [text, setText] = useState('')
  const id = useId()
  const wanted = text.trim()
  return (
    <Dialog open onClose={onClose} title="In which release is the fix?">
      <form
        className="flex min-h-0 flex-col gap-3 px-5 pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          if (wanted) onChoose(wanted)
        }}
      >
        <p className="text-muted">
          Events of releases before it are counted and reopen nothing. One of it, or of a later one, is a regression.
        </p>
        <div className="flex gap-2">
          <label htmlFor={id} className="sr-only">
            Release
          </label>
          <input
            id={id}
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder="Filter, or name one that is still to come"
            autoComplete="off"
            spellCheck={false}
            maxLength={250}
            className="h-8.5 min-w-0 flex-1 rounded-md border border-line-strong bg-surface px-2.5 text-base placeholder:text-faint"
          />
          <Button
            type="submit"
            look="primary"
            className="h-8.5"
            refusal={wanted ? undefined : 'Choose a release, or name one.'}
          >
            Resolve
          </Button>
        </div>
        <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
          {({ items }) => {
            const fitting = items.filter(({ version }) => version.toLowerCase().includes(wanted.toLowerCase()))
            if (fitting.length === 0) {
              return (
                <p className="text-muted">
                  {items.length === 0
                    ? 'No release of this project is known yet.'
                    : 'None of the newest releases is called so.'}
                </p>
              )
            }
            return (
              <ul aria-label="Releases" className="-mx-2 min-h-0 overflow-y-auto">
                {fitting.slice(0, shown).map(({ version, firstSeenAt }) => (
                  <li key={version}>
                    <button
                      type="button"
                      onClick={() => onChoose(version)}
                      className="flex min-h-8 w-full items-center gap-3 rounded-md px-2 text-left hover:bg-hover pointer-coarse:min-h-10"
                    >
                      <span className="min-w-0 flex-1 truncate font-medium">
                        <bdi>{version}</bdi>
                      </span>
                      <span className="shrink-0 text-xs text-muted">
                        first seen <Time at={firstSeenAt} />
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            )
          }}
        </Loaded>
      </form>
    </Dialog>
  )
}
