import { useQuery } from '@tanstack/react-query'
import { Time } from '../../components/time.tsx'
import { useWorkspace } from '../../session.ts'
import { feedbackQuery } from './event-queries.ts'
import { Part } from './part.tsx'

/** What people wrote when it happened to them. */
export function EventFeedback({ projectId, eventId }: { projectId: string; eventId: string }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(feedbackQuery(slug, projectId, eventId))
  if (!data || data.items.length === 0) return null
  return (
    <Part title="What people said" count={data.items.length}>
      <ul className="flex flex-col gap-2">
        {data.items.map(({ id, name, email, message, receivedAt }) => (
          <li key={id} className="rounded-lg border border-line px-3.5 py-2.5">
            <p className="max-h-60 overflow-y-auto break-words whitespace-pre-wrap">
              <bdi>{message}</bdi>
            </p>
            <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-faint">
              <bdi>{name || email || 'Without a name'}</bdi>
              {name && email && <bdi>{email}</bdi>}
              <Time at={receivedAt} />
            </p>
          </li>
        ))}
      </ul>
    </Part>
  )
}
