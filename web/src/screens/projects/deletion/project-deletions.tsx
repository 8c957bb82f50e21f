import { useQuery } from '@tanstack/react-query'
import { Card } from '../../../components/screen.tsx'
import { UnknownPill } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { useWorkspace } from '../../../session.ts'
import { projectDeletionsQuery } from './queries.ts'
import { progressWords } from './words.ts'

/** Projects that nobody sees any more and whose data is still being taken away; nothing where there is none. */
export function ProjectDeletions() {
  const { slug } = useWorkspace()
  const { data } = useQuery(projectDeletionsQuery(slug))
  if (!data || data.items.length === 0) return null
  return (
    <section className="mt-8">
      <h2 className="mb-2 text-sm font-medium">Being deleted</h2>
      <Card>
        <ul>
          {data.items.map((deletion) => (
            <li
              key={deletion.id}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-3 last:border-b-0"
            >
              <span className="min-w-0 flex-1 basis-56">
                <span className="block font-medium break-words">{deletion.name}</span>
                <span className="block text-xs text-muted tabular-nums">{progressWords(deletion)}</span>
              </span>
              <span className="text-xs text-muted">
                Deleted <Time at={deletion.requestedAt} />
              </span>
              <UnknownPill>{deletion.state === 'held' ? 'Held' : 'Being deleted'}</UnknownPill>
            </li>
          ))}
        </ul>
      </Card>
    </section>
  )
}
