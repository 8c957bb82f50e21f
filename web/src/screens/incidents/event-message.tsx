import { Link } from '@tanstack/react-router'
import ListTree from 'lucide-react/icons/list-tree'
import type { EventDetail } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { rangeBetween } from '../../components/time-range.ts'
import { counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { Part } from './part.tsx'

const aroundMs = 3_600_000

/** What a program said; of log lines the newest, with the way to all that are like it. */
export function EventMessage({ event, projectId }: { event: EventDetail; projectId: string }) {
  const { slug } = useWorkspace()
  const { message, messageTemplate, templateId, times, occurredAt } = event
  if (!message) return null
  const at = Date.parse(occurredAt)
  const like = templateId && (
    <Link
      to="/$workspace/logs"
      params={{ workspace: slug }}
      search={{
        q: `template:${templateId}`,
        project: projectId,
        range: rangeBetween(new Date(at - aroundMs), new Date(at + aroundMs)),
      }}
      className={buttonClass('quiet')}
    >
      <ListTree aria-hidden /> Lines like it
    </Link>
  )
  return (
    <Part title="Message" actions={like}>
      {times > 1 && (
        <p className="mb-1 text-xs text-muted">The newest of {counted(times, 'line')} that came together.</p>
      )}
      <p className="max-h-96 overflow-y-auto text-base break-words whitespace-pre-wrap">
        <bdi>{message}</bdi>
      </p>
      {messageTemplate && messageTemplate !== message && (
        <code className="mt-1 block text-xs break-words text-faint">{messageTemplate}</code>
      )}
    </Part>
  )
}
