import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import StickyNote from 'lucide-react/icons/sticky-note'
import Trash2 from 'lucide-react/icons/trash-2'
import { useId, useState } from 'react'
import { Button, IconButton } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { toastError } from '../../components/toast.tsx'
import { useClient, useRefusal, useSession, useWorkspace } from '../../session.ts'
import { notesQuery } from './queries.ts'

const maxLength = 10_000

/** What people wrote about it, for each other and for the next time. */
export function NotesPanel({ incidentId }: { incidentId: string }) {
  const { slug } = useWorkspace()
  const { user } = useSession()
  const client = useClient()
  const queryClient = useQueryClient()
  const query = useQuery(notesQuery(slug, incidentId))
  const again = () => queryClient.invalidateQueries(notesQuery(slug, incidentId))
  const remove = useMutation({
    mutationFn: (noteId: string) => client.deleteIncidentNote({ params: { incidentId, noteId } }),
    onSuccess: again,
    onError: toastError,
  })
  return (
    <div className="max-w-3xl">
      <WriteNote incidentId={incidentId} onWritten={again} />
      <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<StickyNote />} title="No notes yet">
              Write what you found out. When something like it happens again, the analysis shows it.
            </Empty>
          ) : (
            <ol className="flex flex-col gap-4">
              {items.map(({ id, text, author, createdAt, updatedAt }) => (
                <li key={id} className="rounded-md border border-line bg-raised px-3.5 py-2.5">
                  <p className="mb-1 flex items-center gap-2 text-xs text-faint">
                    <span className="font-medium text-muted">{author.name}</span>
                    <Time at={createdAt} />
                    {updatedAt !== null && 'changed'}
                    {author.id === user.id && (
                      <span className="ml-auto">
                        <IconButton label="Delete this note" onClick={() => remove.mutate(id)}>
                          <Trash2 aria-hidden />
                        </IconButton>
                      </span>
                    )}
                  </p>
                  <p className="text-base break-words whitespace-pre-wrap">
                    <bdi>{text}</bdi>
                  </p>
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </div>
  )
}

function WriteNote({ incidentId, onWritten }: { incidentId: string; onWritten: () => Promise<void> }) {
  const client = useClient()
  const refusal = useRefusal('incidents.write')
  const [text, setText] = useState('')
  const id = useId()
  const write = useMutation({
    mutationFn: () => client.createIncidentNote({ params: { incidentId }, body: { text: text.trim() } }),
    onSuccess: async () => {
      await onWritten()
      setText('')
    },
    // What was written stays in the field.
    onError: toastError,
  })
  const send = (): void => {
    if (text.trim() !== '' && !refusal && !write.isPending) write.mutate()
  }
  return (
    <form
      className="mb-6"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        Write a note
      </label>
      <textarea
        id={id}
        rows={3}
        maxLength={maxLength}
        value={text}
        disabled={refusal !== undefined}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) send()
        }}
        className="w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5 text-base hover:border-muted"
      />
      <div className="mt-2 flex justify-end">
        <Button type="submit" refusal={refusal} pending={write.isPending} disabled={text.trim() === ''} title="⌘↵">
          Add note
        </Button>
      </div>
    </form>
  )
}
