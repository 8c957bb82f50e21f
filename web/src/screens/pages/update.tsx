import type { ReportUpdate } from '../../api.ts'
import { Card } from '../../components/screen.tsx'
import { ComponentState, ReportState } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { counted } from '../../format.ts'

export function UpdateView({ update, names }: { update: ReportUpdate; names: ReadonlyMap<string, string> }) {
  return (
    <li>
      <Card className="p-4">
        <div className="mb-1.5 flex items-center justify-between gap-3">
          <ReportState state={update.status} className="font-medium" />
          <Time at={update.createdAt} className="text-xs text-muted" />
        </div>
        <p className="text-base break-words whitespace-pre-wrap">{update.body}</p>
        {update.components.length > 0 && (
          <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs">
            {update.components.map(({ id, status }) => (
              <li key={id} className="flex items-center gap-1.5">
                {names.get(id) ?? 'A component'} <ComponentState state={status} />
              </li>
            ))}
          </ul>
        )}
        <p role="status" className="mt-2 text-xs text-muted">
          {mailWords(update.mail)}
        </p>
      </Card>
    </li>
  )
}

/** `queued` counts all of them. */
function mailWords({ queued, sent, failed }: ReportUpdate['mail']): string {
  const waiting = Math.max(0, queued - sent - failed)
  if (queued === 0) return 'No subscriber was mailed.'
  const parts = [
    sent > 0 && `${counted(sent, 'subscriber')} told`,
    waiting > 0 && `${waiting} still to be mailed`,
    failed > 0 && `${failed} could not be mailed`,
  ]
  return `${parts.filter(Boolean).join(' · ')}.`
}
